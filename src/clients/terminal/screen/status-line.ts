// The lines around the messages: where one is, who is typing, and whether one is connected.
import { failureSentence } from "../failure-sentence.ts";
import { channelLabel } from "../text/channel-label.ts";
import { safeLine } from "../text/safe-text.ts";
import { cutTo, padTo, textWidth } from "../text/width.ts";
import { unreadElsewhere } from "./layout.ts";
import type { Span } from "./row.ts";
import type { ScreenState } from "./screen-state.ts";

/** The title: the channel with its topic; where there is no column for it, what is new elsewhere. */
export function titleSpans(state: ScreenState, columns: number, hasSide: boolean): Span[] {
  const { channels, channelId, words } = state;
  const front = channels.find((one) => one.channelId === channelId);
  const elsewhere = unreadElsewhere(state);
  const news = hasSide || elsewhere === 0 ? "" : ` ${words.elsewhere(elsewhere)}`;
  const label = cutTo(front ? channelLabel(front) : `#${channelId}`, columns);
  const topic = front?.topic ? `  ${safeLine(front.topic)}` : "";
  const room = Math.max(0, columns - textWidth(label) - textWidth(news));
  return [
    { text: label, bold: true },
    { text: padTo(topic, room), dim: true },
    { text: news, color: "yellow" },
  ];
}

/** The rule over the draft, with those who are typing in it. */
export function ruleSpans({ typing, channelId, words }: ScreenState, columns: number): Span[] {
  const names = typing.filter((one) => one.channelId === channelId).map(({ person }) => safeLine(person.name));
  if (names.length === 0) return [{ text: "─".repeat(columns), dim: true }];
  const text = cutTo(`── ${words.typing(names.join(", "))} `, columns);
  return [{ text: text + "─".repeat(Math.max(0, columns - textWidth(text))), dim: true }];
}

/** The state of the connection, what waits to be sent, and what keys do at this moment. */
export function statusSpans(state: ScreenState, columns: number): Span[] {
  const { connection, words, me, outgoing } = state;
  const waiting = outgoing.filter(({ isSent, error }) => !isSent && error === undefined).length;
  const sign = { connected: "●", connecting: "○", disconnected: "○" }[connection];
  const said = {
    connected: words.stateConnected,
    connecting: words.stateConnecting,
    disconnected: words.stateDisconnected,
  };
  const parts = [
    `${sign} ${said[connection]}`,
    me ? safeLine(me.name) : "",
    waiting > 0 && connection !== "connected" ? words.queued(waiting) : "",
  ];
  const left = cutTo(parts.filter(Boolean).join(" · "), columns);
  const hint = cutTo(hintOf(state), Math.max(0, columns - textWidth(left) - 2));
  return [
    { text: left, color: connection === "connected" ? "green" : "yellow" },
    { text: " ".repeat(columns - textWidth(left) - textWidth(hint)) + hint, dim: true },
  ];
}

function hintOf({ panel, anchor, connection, reason, words }: ScreenState): string {
  if (panel) return words.closePanel;
  if (anchor) return words.newBelow;
  return reason && connection !== "connected" ? failureSentence(reason, words) : "";
}
