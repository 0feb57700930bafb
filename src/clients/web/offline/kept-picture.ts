// What is kept of the chat, how much of it at most, and whether what was read again can be shown.
import type { ChannelHead, ChatMessage } from "../../sdk/browser.ts";

/** The house: every channel as its head was. */
export interface KeptHouse {
  readonly userId: string;
  /** The build of the page that kept it: another one may know other facts. */
  readonly build: string;
  /** The life of the server's store; what was kept of another one is worth nothing. */
  readonly epoch: number;
  readonly channels: readonly ChannelHead[];
}

/** The last messages of one channel. */
export interface KeptChannel {
  readonly channelId: string;
  /** When it stood so. */
  readonly atMs: number;
  readonly messages: readonly ChatMessage[];
  /** The channel's first message is among them. */
  readonly isComplete: boolean;
}

/** A channel as it is on screen. */
export type ShownChannel = Omit<KeptChannel, "atMs">;

/** The name under which the house is kept. */
export const houseName = "house";

/** How many channels keep their messages. */
export const mostChannels = 20;

const mostHeads = 1_000;
const mostMessages = 100;
const mostBytes = 256 * 1024;
const beginning = "channel ";

/** The name under which a channel is kept. */
export function nameOf(channelId: string): string {
  return beginning + channelId;
}

/** As much of the house as is kept. */
export function toKeep(house: KeptHouse): KeptHouse {
  return { ...house, channels: house.channels.slice(0, mostHeads).map((channel) => ({ ...channel })) };
}

/** The last messages of a channel, as many as may be kept. */
export function lastOf({ channelId, messages, isComplete }: ShownChannel, atMs: number): KeptChannel {
  const last = messages.slice(-mostMessages);
  let bytes = 0;
  const from = last.findLastIndex((message) => (bytes += bytesOf(message)) > mostBytes) + 1;
  const kept = last.slice(from);
  return { channelId, atMs, messages: kept, isComplete: isComplete && kept.length === messages.length };
}

/** What was read again, if all of it is this person's and this build's; undefined: it is worth nothing. */
export function houseIn(kept: ReadonlyMap<string, unknown>, userId: string, build: string): KeptHouse | undefined {
  const house = kept.get(houseName) as KeptHouse | undefined;
  return house?.userId === userId && house.build === build ? house : undefined;
}

/** The channels among what was read, those that were kept last at the end. */
export function channelsIn(kept: ReadonlyMap<string, unknown>): readonly KeptChannel[] {
  const channels = [...kept].filter(([name]) => name.startsWith(beginning)).map(([, value]) => value as KeptChannel);
  return channels.sort((one, other) => one.atMs - other.atMs);
}

// A letter takes two bytes, and every message what stands around its text.
function bytesOf({ text, custom, reactions }: ChatMessage): number {
  const people = reactions.reduce((sum, { userIds }) => sum + userIds.length, 0);
  return 300 + 2 * text.length + (custom?.data.length ?? 0) + 60 * people;
}
