// Everything that the page shows of the chat, as plain facts.

import type { TypingPerson } from "../../screens/typing-people.ts";
import type { ChannelHead, ChatError, ChatMessage, ConnectionState, Me, Presence } from "../../sdk/browser.ts";
import type { Outgoing } from "./outgoing.ts";

/** The channel where everybody is. */
export const lobbyId = "lobby";

/** Messages with after < seq ≤ through. */
export interface Unseen {
  readonly after: number;
  /** Infinity while nobody looks. */
  readonly through: number;
}

/** The state of one client; never changed, only replaced. What did not change stays the same object. */
export interface ChatState {
  readonly connection: ConnectionState;
  /** Why it is not connected. */
  readonly reason: ChatError | undefined;
  /** Who it is; known before the first connection where a session was saved. */
  readonly me: Me | undefined;
  readonly channels: readonly ChannelHead[];
  /** They are as the browser kept them: the server has not named them yet. */
  readonly areChannelsKept: boolean;
  /** The channel in front. */
  readonly channelId: string;
  /** Which of its messages came while nobody looked; undefined until that is known. */
  readonly unseen: Unseen | undefined;
  readonly messages: readonly ChatMessage[];
  /** When the messages stood so; undefined: they are as they stand now. */
  readonly keptAtMs: number | undefined;
  /** There are messages to show: the last ones were fetched, or the browser kept them. */
  readonly isLoaded: boolean;
  /** The channel's first message is among them. */
  readonly isComplete: boolean;
  /** Of all channels. */
  readonly outgoing: readonly Outgoing[];
  /** Who is online, of the members of the channel in front. */
  readonly people: readonly Presence[];
  /** How many have it open. */
  readonly hereCount: number;
  /** In all channels. */
  readonly typing: readonly TypingPerson[];
  /** A channel that we were removed from while it was in front, until that was read. */
  readonly removedFrom: string | undefined;
}

/** The state before anything is known. */
export function firstState(me: Me | undefined): ChatState {
  return {
    connection: "disconnected",
    reason: undefined,
    me,
    channels: [],
    areChannelsKept: false,
    channelId: lobbyId,
    unseen: undefined,
    messages: [],
    keptAtMs: undefined,
    isLoaded: false,
    isComplete: false,
    outgoing: [],
    people: [],
    hereCount: 0,
    typing: [],
    removedFrom: undefined,
  };
}
