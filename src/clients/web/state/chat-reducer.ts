// What every happening makes of the state.

import { followTyping, stillTyping } from "../../screens/typing-people.ts";
import type {
  ChannelHead,
  ChatError,
  ChatEvent,
  ChatMessage,
  ConnectionState,
  Me,
  Presence,
} from "../../sdk/browser.ts";
import type { ChatState, Unseen } from "./chat-state.ts";
import { followOutgoing, type Outgoing, without, withoutSent, withRefused } from "./outgoing.ts";

/** Everything that can happen. */
export type ChatAction =
  | {
      readonly type: "connection";
      readonly state: ConnectionState;
      readonly reason: ChatError | undefined;
      readonly me: Me | undefined;
    }
  | { readonly type: "channels"; readonly channels: readonly ChannelHead[]; readonly areKept?: boolean }
  | { readonly type: "front"; readonly channelId: string }
  | {
      readonly type: "messages";
      readonly messages: readonly ChatMessage[];
      readonly isLoaded: boolean;
      readonly isComplete: boolean;
      /** When the browser kept them; left out: they are as they stand now. */
      readonly keptAtMs?: number | undefined;
    }
  | { readonly type: "people"; readonly people: readonly Presence[]; readonly hereCount: number }
  | { readonly type: "happened"; readonly event: ChatEvent; readonly nowMs: number }
  | { readonly type: "passed"; readonly nowMs: number }
  | { readonly type: "looking"; readonly isLooking: boolean }
  | { readonly type: "dismissed"; readonly clientMessageId: string }
  | { readonly type: "refused"; readonly outgoing: readonly Outgoing[] }
  | { readonly type: "removedFrom"; readonly name: string | undefined };

/** The state after it; the same state if nothing changed. */
export function chatReducer(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "connection":
      return { ...state, connection: action.state, reason: action.reason, me: action.me ?? state.me };
    case "channels":
      return withChannels(state, action.channels, action.areKept ?? false);
    case "front":
      return inFront(state, action.channelId);
    case "messages":
      return withMessages(state, action);
    case "people":
      return { ...state, people: action.people, hereCount: action.hereCount };
    case "happened":
      return happened(state, action.event, action.nowMs);
    case "passed":
      return { ...state, typing: stillTyping(state.typing, action.nowMs) };
    case "looking":
      return { ...state, unseen: whileLooking(state, action.isLooking) };
    case "dismissed":
      return { ...state, outgoing: without(state.outgoing, action.clientMessageId) };
    case "refused":
      return { ...state, outgoing: withRefused(state.outgoing, action.outgoing) };
    case "removedFrom":
      return { ...state, removedFrom: action.name };
  }
}

// The client changes its own in place: a copy is kept of those that did change, and only of those.
function withChannels(state: ChatState, current: readonly ChannelHead[], areKept: boolean): ChatState {
  const before = new Map(state.channels.map((channel) => [channel.channelId, channel]));
  const channels = current.map((channel) => {
    const known = before.get(channel.channelId);
    return known && isSame(known, channel) ? known : { ...channel };
  });
  const isUnchanged =
    channels.length === state.channels.length && channels.every((one, i) => one === state.channels[i]);
  // What one has not seen is told by the server: what was kept knows nothing of the time since.
  const unseen = state.unseen ?? (areKept ? undefined : unseenIn(channels, state.channelId));
  if (isUnchanged && unseen === state.unseen && areKept === state.areChannelsKept) return state;
  return { ...state, channels: isUnchanged ? state.channels : channels, areChannelsKept: areKept, unseen };
}

function isSame(one: ChannelHead, other: ChannelHead): boolean {
  return (Object.keys(other) as (keyof ChannelHead)[]).every((key) => one[key] === other[key]);
}

function inFront(state: ChatState, channelId: string): ChatState {
  const unseen = state.areChannelsKept ? undefined : unseenIn(state.channels, channelId);
  if (channelId === state.channelId) return { ...state, unseen };
  const fresh = { messages: [], keptAtMs: undefined, isLoaded: false, isComplete: false, people: [], hereCount: 0 };
  return { ...state, ...fresh, channelId, unseen };
}

function unseenIn(channels: readonly ChannelHead[], channelId: string): Unseen | undefined {
  const channel = channels.find((one) => one.channelId === channelId);
  return channel && { after: channel.readSeq, through: channel.seq };
}

// What comes while the page is out of sight is new when it is looked at again; what comes before eyes never is.
function whileLooking({ unseen, messages }: ChatState, isLooking: boolean): Unseen | undefined {
  const last = messages.at(-1)?.seq;
  if (last === undefined) return unseen;
  if (!isLooking) return { after: last, through: Number.POSITIVE_INFINITY };
  return unseen && { after: unseen.after, through: Math.min(unseen.through, last) };
}

function withMessages(state: ChatState, change: Extract<ChatAction, { type: "messages" }>): ChatState {
  const { messages, isLoaded, isComplete, keptAtMs } = change;
  const isSame = messages === state.messages && isLoaded === state.isLoaded && isComplete === state.isComplete;
  if (isSame && keptAtMs === state.keptAtMs) return state;
  const isNowLive = state.keptAtMs !== undefined && keptAtMs === undefined;
  const outgoing = isNowLive ? withoutSent(state.outgoing, state.channelId) : state.outgoing;
  return { ...state, messages, isLoaded, isComplete, keptAtMs, outgoing };
}

function happened(state: ChatState, event: ChatEvent, nowMs: number): ChatState {
  const outgoing = isAmongKept(state, event) ? state.outgoing : followOutgoing(state.outgoing, event, nowMs);
  const typing = followTyping(state.typing, event, { nowMs, myId: state.me?.id });
  return outgoing === state.outgoing && typing === state.typing ? state : { ...state, outgoing, typing };
}

// Ours was heard before the messages that it stands among are fetched: until then it stays where it is.
function isAmongKept({ keptAtMs, channelId }: ChatState, event: ChatEvent): boolean {
  return keptAtMs !== undefined && event.type === "message" && event.own && event.channelId === channelId;
}
