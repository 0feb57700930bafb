// The id of an inbox item: what it is about, in one word that clients give back.
import { errors } from "../../core/errors.ts";
import type { NoticeSource } from "../../core/notices.ts";

const pattern = /^([0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([A-Za-z0-9._:-]{1,64})$/;

/** The same for the same item, whoever asks. */
export function toItemId({ sourceId, seq, atMs }: NoticeSource): string {
  return `${atMs.toString(36)}.${seq.toString(36)}.${sourceId}`;
}

/** Throws ARGUMENT_INVALID if the id is none of ours. */
export function fromItemId(itemId: string): NoticeSource {
  const [, at = "", seq = "", sourceId = ""] = pattern.exec(itemId) ?? [];
  const source = { atMs: Number.parseInt(at, 36), seq: Number.parseInt(seq, 36), sourceId };
  if (!Number.isSafeInteger(source.atMs) || !Number.isSafeInteger(source.seq))
    throw errors.argumentInvalid("An item_id is none of ours: give back those of ListInbox and WatchInbox.");
  return source;
}
