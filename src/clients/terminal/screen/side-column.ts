// The column at the left: our channels with what is new in them, and who is here.
import { Box } from "ink";
import { createElement as h, type ReactElement } from "react";
import type { ChannelHead, Presence } from "../../sdk/index.ts";
import { channelLabel } from "../text/channel-label.ts";
import { safeLine } from "../text/safe-text.ts";
import { padTo, textWidth } from "../text/width.ts";
import { shownChannels } from "./layout.ts";
import { personColor, type Span } from "./row.ts";
import { RowText } from "./row-text.ts";
import type { ScreenState } from "./screen-state.ts";

/** Channels get up to two thirds of the height, people what is left. */
export function SideColumn(props: {
  readonly state: ScreenState;
  readonly columns: number;
  readonly rows: number;
}): ReactElement {
  const { columns, rows, state } = props;
  const lines = sideSpans(state, columns, rows).map((spans, i) => h(RowText, { key: i, spans }));
  return h(Box, { flexDirection: "column", width: columns, height: rows }, ...lines);
}

function sideSpans(state: ScreenState, columns: number, rows: number): Span[][] {
  const { words, people, hereCount, channelId } = state;
  const channels = shownChannels(state);
  const heights = { channels: Math.max(1, Math.floor(((rows - 3) * 2) / 3)), people: rows - 3 };
  const listed = cutList(channels, heights.channels, ({ channelId: id }) => id === channelId);
  const there = people.filter(({ here, online }) => here || online).toSorted(hereFirst);
  const shown = cutList(there, Math.max(1, heights.people - listed.length), () => false);
  return [
    [{ text: words.channelsTitle, dim: true }],
    ...listed.map((one) => channelSpans(one, channelId, columns)),
    [],
    [{ text: words.hereTitle(hereCount), dim: true }],
    ...shown.map((one) => personSpans(one, columns)),
  ];
}

function channelSpans(channel: ChannelHead, frontId: string, columns: number): Span[] {
  const { unread, mentions, archived, kind } = channel;
  const isFront = channel.channelId === frontId;
  const count = isFront || unread === 0 ? "" : ` ${unread}`;
  // In a conversation everything is for us.
  const called = isFront || mentions === 0 || kind === "direct" ? "" : ` @${mentions}`;
  const room = columns - textWidth(count) - textWidth(called);
  const name = {
    text: padTo(channelLabel(channel), room),
    bold: isFront || unread > 0,
    inverse: isFront,
    dim: archived,
  };
  return [name, { text: count, bold: true }, { text: called, bold: true, color: "yellow" }];
}

function personSpans({ id, name, here }: Presence, columns: number): Span[] {
  const sign = here ? "● " : "○ ";
  return [
    { text: sign, dim: !here, ...(here && { color: "green" }) },
    { text: padTo(safeLine(name), columns - 2), ...(here ? { color: personColor(id) } : { dim: true }) },
  ];
}

function hereFirst(one: Presence, other: Presence): number {
  return Number(other.here) - Number(one.here) || one.name.localeCompare(other.name);
}

/** The first of them; what must be seen takes the place of the last one that fits. */
function cutList<T>(list: readonly T[], most: number, mustShow: (one: T) => boolean): readonly T[] {
  if (list.length <= most) return list;
  const found = list.findIndex(mustShow);
  const first = list.slice(0, most);
  return found < most ? first : [...first.slice(0, -1), list[found] as T];
}
