// What every happening makes of the screen's state.

import { followTyping, stillTyping } from "../../screens/typing-people.ts";
import type { ChannelHead, ChatError, ChatEvent, ChatMessage, ConnectionState, Me, Presence } from "../../sdk/index.ts";
import type { Cycle } from "./completion.ts";
import { type Draft, emptyDraft } from "./draft.ts";
import { layoutOf, panelRowsOf, paneRowsOf } from "./layout.ts";
import { dismissRefused, followOutgoing } from "./outgoing.ts";
import type { ScreenSize, ScreenState } from "./screen-state.ts";
import { scrolled } from "./scroll.ts";

/** Everything that can happen to the screen. */
export type ScreenAction =
  | { readonly type: "resized"; readonly size: ScreenSize }
  | {
      readonly type: "connection";
      readonly state: ConnectionState;
      readonly reason: ChatError | undefined;
      readonly me: Me | undefined;
    }
  | { readonly type: "channels"; readonly channels: readonly ChannelHead[] }
  | { readonly type: "front"; readonly channelId: string }
  | { readonly type: "messages"; readonly messages: readonly ChatMessage[]; readonly isComplete: boolean }
  | { readonly type: "loadingOlder"; readonly isLoadingOlder: boolean }
  | { readonly type: "people"; readonly people: readonly Presence[]; readonly hereCount: number }
  | { readonly type: "happened"; readonly event: ChatEvent; readonly nowMs: number }
  | { readonly type: "passed"; readonly nowMs: number }
  | { readonly type: "drafted"; readonly draft: Draft; readonly cycle?: Cycle }
  | { readonly type: "submitted" }
  | { readonly type: "answered"; readonly lines: readonly string[] }
  | { readonly type: "scrolled"; readonly pages: number }
  | { readonly type: "dismissed" };

/** The state after it. */
export function screenReducer(state: ScreenState, action: ScreenAction): ScreenState {
  switch (action.type) {
    case "resized":
      return { ...state, size: action.size };
    case "connection":
      return { ...state, connection: action.state, reason: action.reason, me: action.me ?? state.me };
    case "channels":
      return { ...state, channels: action.channels };
    case "front":
      return inFront(state, action.channelId);
    case "messages":
      return { ...state, messages: action.messages, isComplete: action.isComplete };
    case "loadingOlder":
      return { ...state, isLoadingOlder: action.isLoadingOlder };
    case "people":
      return { ...state, people: action.people, hereCount: action.hereCount };
    case "happened":
      return happened(state, action.event, action.nowMs);
    case "passed":
      return { ...state, typing: stillTyping(state.typing, action.nowMs) };
    case "drafted":
      return drafted(state, action.draft, action.cycle);
    case "submitted":
      return { ...state, draft: emptyDraft, cycle: undefined, counted: undefined, panel: undefined, anchor: undefined };
    case "answered":
      return { ...state, panel: action.lines.length === 0 ? undefined : { lines: action.lines, top: 0 } };
    case "scrolled":
      return state.panel ? panelScrolled(state, action.pages) : messagesScrolled(state, action.pages);
    case "dismissed":
      return dismissed(state);
  }
}

function inFront(state: ScreenState, channelId: string): ScreenState {
  if (channelId === state.channelId) return state;
  const fresh = { messages: [], isComplete: false, isLoadingOlder: false, people: [], hereCount: 0 };
  return { ...state, ...fresh, channelId, counted: undefined, panel: undefined, anchor: undefined };
}

function happened(state: ScreenState, event: ChatEvent, nowMs: number): ScreenState {
  const outgoing = followOutgoing(state.outgoing, event);
  const typing = followTyping(state.typing, event, { nowMs, myId: state.me?.id });
  if (outgoing === state.outgoing && typing === state.typing) return state;
  return { ...state, outgoing, typing };
}

const counting = /^\/(reply|edit|delete|react|why)\b/i;
const mostCounted = 999;

// Numbers do not move under the hands of who is writing one.
function drafted(state: ScreenState, draft: Draft, cycle: Cycle | undefined): ScreenState {
  const isCounting = counting.test(draft.text);
  const counted = isCounting ? (state.counted ?? countedFromBottom(state.messages)) : undefined;
  return { ...state, draft, cycle, counted };
}

function countedFromBottom(messages: readonly ChatMessage[]): readonly number[] {
  const countable = messages.filter(({ deleted }) => !deleted).map(({ seq }) => seq);
  return countable.toReversed().slice(0, mostCounted);
}

function panelScrolled(state: ScreenState, pages: number): ScreenState {
  const layout = layoutOf(state);
  if (!layout || !state.panel) return state;
  const last = Math.max(0, panelRowsOf(state, layout.paneColumns).length - layout.paneRows);
  const top = Math.min(last, Math.max(0, state.panel.top + pages * page(layout.paneRows)));
  return { ...state, panel: { ...state.panel, top } };
}

function messagesScrolled(state: ScreenState, pages: number): ScreenState {
  const layout = layoutOf(state);
  if (!layout) return state;
  const rows = paneRowsOf(state, layout.paneColumns);
  const by = Math.round(pages * page(layout.paneRows));
  const { anchor } = scrolled(rows, { height: layout.paneRows, anchor: state.anchor, by });
  return { ...state, anchor };
}

function page(rows: number): number {
  return Math.max(1, rows - 2);
}

// One thing at a time: what lies over the messages, what was refused, then down to the last message, without the command
// that was refused; a text stays.
function dismissed(state: ScreenState): ScreenState {
  if (state.panel) return { ...state, panel: undefined };
  const outgoing = dismissRefused(state.outgoing);
  const isCommand = outgoing.length === state.outgoing.length && /^\/[^/]/.test(state.draft.text);
  return { ...state, outgoing, anchor: undefined, cycle: undefined, draft: isCommand ? emptyDraft : state.draft };
}
