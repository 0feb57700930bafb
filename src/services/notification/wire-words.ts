// The contract's words for reasons and levels, and ours for them.
import type { NoticeReason, PreferenceRow } from "../../core/notices.ts";
import { Level, Reason } from "../../gen/madang/notification/v1/notification_pb.ts";

const reasons: Readonly<Record<NoticeReason, Reason>> = {
  direct: Reason.DIRECT,
  mention: Reason.MENTION,
  reply: Reason.REPLY,
  all: Reason.ALL,
  service: Reason.SERVICE,
};

const levels: Readonly<Record<PreferenceRow["level"], Level>> = {
  default: Level.UNSPECIFIED,
  all: Level.ALL,
  mentions: Level.MENTIONS,
  nothing: Level.NOTHING,
};

/** A reason as the wire says it. */
export function toReason(reason: NoticeReason): Reason {
  return reasons[reason];
}

/** A reason that the wire said; undefined if there is none such. */
export function fromReason(reason: Reason): NoticeReason | undefined {
  return keyOf(reasons, reason);
}

/** A level as the wire says it. */
export function toLevel(level: PreferenceRow["level"]): Level {
  return levels[level];
}

/** A level that the wire said; undefined if there is none such. */
export function fromLevel(level: Level): PreferenceRow["level"] | undefined {
  return keyOf(levels, level);
}

function keyOf<Key extends string, Value>(table: Readonly<Record<Key, Value>>, value: Value): Key | undefined {
  for (const key of Object.keys(table) as Key[]) if (table[key] === value) return key;
  return undefined;
}
