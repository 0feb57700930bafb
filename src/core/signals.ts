// What is told through topics: words about sessions, people and channels that are in no log.

/** A session is over: whatever it holds open ends with SESSION_ENDED. */
export interface SessionSignal {
  readonly ended: true;
  /** For operators, in words: "signed out", "password changed". */
  readonly reason: string;
}

/** Something about a person that all their sessions should know. */
export type UserSignal =
  | { readonly kind: "joined"; readonly channelId: string; readonly seq: number }
  | { readonly kind: "left"; readonly channelId: string; readonly seq: number; readonly removed: boolean }
  | { readonly kind: "read"; readonly channelId: string; readonly seq: number };

/** Somebody in a channel is typing. */
export interface ChannelSignal {
  readonly kind: "typing";
  /** The part of a SubscribeResponse that says so, encoded once for all who get it. */
  readonly part: Uint8Array;
}

/** What each topic carries: "session:<session id>", "user:<user id>", "channel:<channel id>". */
// An alias, since an interface is no Record for Topics.
export type ChatSignals = {
  readonly session: SessionSignal;
  readonly user: UserSignal;
  readonly channel: ChannelSignal;
};
