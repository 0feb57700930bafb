// What somebody wants to be told of in a channel: their own word for it, else their word in general, else Madang's.
import type { PreferenceRow } from "../../core/notices.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";

/** What one is told of, once all defaults are filled in. */
export type SettledLevel = "all" | "mentions" | "nothing";

/** What a person set, in the channel and in general. */
export interface Wish {
  readonly own?: PreferenceRow;
  readonly general?: PreferenceRow;
}

/** What the default depends on. */
export interface Room {
  readonly kind: ChannelKind;
  readonly size: number;
}

/** Who set nothing is told of every message in a channel of up to so many members. */
const maxSmallMembers = 100;

/** Whether a channel's people are told of every message unless they say otherwise. */
export function isSmall({ kind, size }: Room): boolean {
  return kind === ChannelKind.DIRECT || (kind !== ChannelKind.LOBBY && size <= maxSmallMembers);
}

/** The level that counts. */
export function levelOf({ own, general }: Wish, room: Room): SettledLevel {
  for (const preference of [own, general]) if (preference && preference.level !== "default") return preference.level;
  return isSmall(room) ? "all" : "mentions";
}

/** Until when a person wants to hear nothing of the channel; 0: they are not muted now. */
export function mutedUntil({ own, general }: Wish, nowMs: number): number {
  const untilMs = Math.max(own?.mutedUntilMs ?? 0, general?.mutedUntilMs ?? 0);
  return untilMs > nowMs ? untilMs : 0;
}
