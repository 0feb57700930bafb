// Pages of the lobby's lists: how many, from where.
import { errors } from "../../core/errors.ts";
import { isId } from "../../core/ids.ts";
import type { PageAsk } from "../../core/ports.ts";

const maxPageSize = 200;
const defaultPageSize = 50;

/** A list whose pages have tokens of their own. */
export type PagedList = "channels" | "mine" | "members";

/** What a request asks for; throws PAGE_SIZE, or PAGE_TOKEN if the token is not of this list. */
export function requirePage(list: PagedList, asked: { pageSize: number; pageToken: string }): PageAsk {
  if (asked.pageSize < 0 || asked.pageSize > maxPageSize) throw errors.pageSize(maxPageSize);
  const size = asked.pageSize || defaultPageSize;
  if (asked.pageToken === "") return { size };
  const [of, after = ""] = asked.pageToken.split("~", 2);
  if (of !== list || !isId(after)) throw errors.pageToken();
  return { size, after };
}

/** The token of the page that begins after a place; empty if there is none. */
export function toPageToken(list: PagedList, next: string | undefined): string {
  return next === undefined ? "" : `${list}~${next}`;
}
