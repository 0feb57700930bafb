// What a look at an entry needs to know of the rest of the house.
import type { NoticeStore } from "../../../core/notices.ts";
import type { ChannelStore, NotificationStore } from "../../../core/ports.ts";
import type { WhoIsThere } from "../../../core/presence.ts";

/** Stores, presence and settings, as a verdict asks them. */
export interface VerdictParts {
  readonly store: Pick<NoticeStore, "inbox" | "countOpen" | "trail" | "preferencesIn">;
  readonly channels: Pick<ChannelStore, "channelOf" | "history">;
  /** Whether the operator keeps somebody out. */
  readonly isSuspended: (userId: string) => Promise<boolean>;
  /** Whether somebody is signed out where they were signed in by this session. */
  readonly isSessionOver: (userId: string, sessionId: string) => Promise<boolean>;
  /** What other services asked to tell. */
  readonly requests: Pick<NotificationStore, "request">;
  readonly whoIsThere: WhoIsThere;
  /** Who is not told: those online, or those who have the channel open. */
  readonly notifyWhen: "offline" | "not-here";
  /** How long somebody present may read an urgent message themselves; 0: for ever. */
  readonly onlineAfterMs: number;
  /** For how long a notification is worth something. */
  readonly ttlMs: number;
  readonly now: () => number;
}
