// Pages of the operator's lists: how many, from where.
import { errors } from "../../core/errors.ts";
import { isId } from "../../core/ids.ts";
import type { PageAsk } from "../../core/ports.ts";

const maxPageSize = 500;
const defaultPageSize = 100;

/** What a request asks for; throws PAGE_SIZE or PAGE_TOKEN. */
export function requirePage({ pageSize, pageToken }: { pageSize: number; pageToken: string }): PageAsk {
  if (pageSize < 0 || pageSize > maxPageSize) throw errors.pageSize(maxPageSize);
  const size = pageSize || defaultPageSize;
  if (pageToken === "") return { size };
  if (!isId(pageToken)) throw errors.pageToken();
  return { size, after: pageToken };
}
