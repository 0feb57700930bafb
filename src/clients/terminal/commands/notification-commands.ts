// Commands about notifications: how much one is told, what one was to be told, and why.
import type { InboxItem, NotificationLevel, NotificationPreference, NotificationReason } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import { channelLabel } from "../text/channel-label.ts";
import { isForGood } from "../text/time-label.ts";
import type { Answer, ListedItem } from "./answer.ts";
import type { Desk } from "./desk.ts";
import { nthMessage } from "./nth-message.ts";
import { takeNumber, takeWord } from "./typed-line.ts";

/** The words after /mute that Tab offers; any other number of minutes, hours or days is understood as well. */
export const muteWords = ["1h", "8h", "off"] as const;
/** The words after /notify. */
export const levelWords: readonly NotificationLevel[] = ["all", "mentions", "nothing", "default"];

const minuteMs = 60_000;
const unitsMs: Readonly<Record<string, number>> = { m: minuteMs, h: 60 * minuteMs, d: 24 * 60 * minuteMs };
/** Until somebody lifts it: the last moment of the year 9999. */
const forGoodMs = Date.UTC(9999, 11, 31, 23, 59, 59);

const urgent: readonly NotificationReason[] = ["direct", "mention", "reply", "service"];
const itemsShown = 20;
const mostPages = 5;

/** /mute [1h|8h|off]: nothing is told of the channel in front for so long, without a time until it is lifted. */
export async function mute(rest: string, desk: Desk): Promise<Answer> {
  const { client, channelId, words } = desk;
  const nowMs = Date.now();
  const mutedUntil = readMute(rest.trim().toLowerCase(), nowMs);
  if (mutedUntil === undefined) throw new Refusal("USAGE", words.usage("mute"));
  const { level } = await preferenceOf(desk);
  await client.notifications.setPreference({ channelId, level, mutedUntil });
  const label = channelLabel(client.channel(channelId));
  if (mutedUntil === 0) return { type: "told", text: words.unmuted(label) };
  return { type: "told", text: mutedText(desk, label, mutedUntil) };
}

/** /notify [all|mentions|nothing|default]: how much one is told of the channel in front; without a word it is shown. */
export async function notify(rest: string, desk: Desk): Promise<Answer> {
  const { client, channelId, words } = desk;
  const [word] = takeWord(rest.toLowerCase());
  const label = channelLabel(client.channel(channelId));
  const { level: before, mutedUntil } = await preferenceOf(desk);
  const level = word === "" ? before : levelWords.find((one) => one === word);
  if (!level) throw new Refusal("USAGE", words.usage("notify"));
  if (word !== "") await client.notifications.setPreference({ channelId, level, mutedUntil });
  const muted = mutedUntil !== undefined && mutedUntil > Date.now() ? ` ${mutedText(desk, label, mutedUntil)}` : "";
  return { type: "told", text: `${words.notifyLevels[level](label)}${muted}` };
}

/** /inbox [clear]: what one was to be told and has not read; cleared, all of it counts as known. */
export async function inbox(rest: string, desk: Desk): Promise<Answer> {
  const { client, words } = desk;
  if (rest !== "" && rest !== "clear") throw new Refusal("USAGE", words.usage("inbox"));
  const { items, more } = await openItems(desk);
  if (rest === "") return { type: "inbox", items: items.map((item) => listedItem(item, desk)), more };
  // Up to the latest that was there, by the server's clock: what comes meanwhile stays.
  if (items[0]) await client.notifications.acknowledge({ through: items[0].at });
  return { type: "told", text: words.inboxCleared };
}

/** /why [n]: what became of the n-th message from the bottom on its way to one's devices. */
export async function why(rest: string, desk: Desk): Promise<Answer> {
  const [number, more] = takeNumber(rest);
  if (more !== "") throw new Refusal("USAGE", desk.words.usage("why"));
  const { channelId, client } = desk;
  const { seq } = await nthMessage(number ?? 1, desk);
  return { type: "why", channelId, seq, steps: await client.notifications.explain(channelId, seq) };
}

/** 0: not muted; undefined: not understood. */
function readMute(word: string, nowMs: number): number | undefined {
  if (word === "") return forGoodMs;
  if (word === "off") return 0;
  const [, count = "", unit = ""] = /^([1-9]\d{0,2})([mhd])$/.exec(word) ?? [];
  const unitMs = unitsMs[unit];
  return unitMs === undefined ? undefined : nowMs + Number(count) * unitMs;
}

function mutedText({ words }: Desk, label: string, untilMs: number): string {
  return isForGood(untilMs, Date.now()) ? words.mutedForGood(label) : words.mutedUntil(label, untilMs);
}

async function preferenceOf({ client, channelId }: Desk): Promise<NotificationPreference> {
  const set = await client.notifications.preferences();
  return set.find((one) => one.channelId === channelId) ?? { channelId, level: "default" };
}

// A page may be short, or empty, and not the last.
async function openItems({ client }: Desk): Promise<{ items: readonly InboxItem[]; more: boolean }> {
  const items: InboxItem[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < mostPages && items.length < itemsShown; page++) {
    const ask = { pageSize: itemsShown - items.length, openOnly: true, reasons: urgent };
    const found = await client.notifications.inbox({ ...ask, pageToken });
    items.push(...found.items);
    pageToken = found.nextPageToken;
    if (pageToken === undefined) break;
  }
  return { items, more: pageToken !== undefined };
}

function listedItem(item: InboxItem, { client }: Desk): ListedItem {
  const { id, at, reason, text, message, channelName, roomId } = item;
  const channel = message && client.channel(message.channelId);
  const ofService = roomId === "" ? "" : roomId;
  const named = channelName === "" ? "" : `#${channelName}`;
  return {
    id,
    at,
    reason,
    text,
    from: message?.from,
    channelId: message?.channelId,
    seq: message?.seq,
    label: message ? (channel ? channelLabel(channel) : named) : ofService,
  };
}
