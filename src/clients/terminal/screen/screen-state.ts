// Everything that the screen shows, as plain facts.

import type { TypingPerson } from "../../screens/typing-people.ts";
import type { ChannelHead, ChatError, ChatMessage, ConnectionState, Me, Presence } from "../../sdk/index.ts";
import { lobbyId } from "../commands/channel-commands.ts";
import type { Words } from "../words/words.ts";
import type { Cycle } from "./completion.ts";
import { type Draft, emptyDraft } from "./draft.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Anchor } from "./scroll.ts";

/** The size of the terminal, in characters. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** An answer that lies over the messages. */
export interface Panel {
  readonly lines: readonly string[];
  /** The first row in sight. */
  readonly top: number;
}

/** The state of the screen; never changed, only replaced. */
export interface ScreenState {
  readonly words: Words;
  readonly size: ScreenSize;
  readonly connection: ConnectionState;
  /** Why it is not connected. */
  readonly reason: ChatError | undefined;
  readonly me: Me | undefined;
  readonly channels: readonly ChannelHead[];
  /** The channel in front. */
  readonly channelId: string;
  readonly messages: readonly ChatMessage[];
  /** The channel's first message is among them. */
  readonly isComplete: boolean;
  readonly isLoadingOlder: boolean;
  readonly outgoing: readonly Outgoing[];
  readonly people: readonly Presence[];
  readonly hereCount: number;
  readonly typing: readonly TypingPerson[];
  readonly draft: Draft;
  readonly cycle: Cycle | undefined;
  /** While a command that counts messages is being written: their seqs from the bottom, as they were when it was begun. */
  readonly counted: readonly number[] | undefined;
  readonly panel: Panel | undefined;
  readonly anchor: Anchor;
}

/** The screen before anything is known. */
export function firstState(words: Words, size: ScreenSize): ScreenState {
  return {
    words,
    size,
    connection: "disconnected",
    reason: undefined,
    me: undefined,
    channels: [],
    channelId: lobbyId,
    messages: [],
    isComplete: false,
    isLoadingOlder: false,
    outgoing: [],
    people: [],
    hereCount: 0,
    typing: [],
    draft: emptyDraft,
    cycle: undefined,
    counted: undefined,
    panel: undefined,
    anchor: undefined,
  };
}
