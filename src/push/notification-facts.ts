// What a device is told, in the words that leave the server: the same for every way out.
import type { Delivery, DeliveryContent } from "../core/delivery.ts";
import { cutText } from "./cut-text.ts";

/** What the page's worker shows, and what a program gets. */
export interface NotificationFacts {
  readonly v: 1;
  readonly act: DeliveryContent["act"];
  /** The same in every repeat. */
  readonly key: string;
  /** What shows the same tag is replaced, or taken back. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly channelId: string;
  readonly channelName: string;
  readonly seq: number;
  readonly count: number;
  readonly open: number;
  readonly reason: DeliveryContent["reason"];
  readonly atMs: number;
  /** The page's address of the message, on its own server. */
  readonly url: string;
}

const titleBytes = 300;
const nobody = "Madang";

/** The facts in at most so many bytes of JSON: what is too long is the body, which is cut. */
export function toFacts({ key, collapseKey, content }: Delivery, maxBytes: number): NotificationFacts {
  const { act, channelId, channelName, seq, count, open, reason, atMs } = content;
  const facts: NotificationFacts = {
    v: 1,
    act,
    key,
    tag: collapseKey,
    title: cutText(titleOf(content), titleBytes),
    body: "",
    channelId,
    channelName,
    seq,
    count,
    open,
    reason,
    atMs,
    url: pageAddress(channelId, seq),
  };
  const left = maxBytes - Buffer.byteLength(JSON.stringify(facts));
  return { ...facts, body: cutText(content.text, left) };
}

// In no language, since nobody knows here which one the reader has: who said it, and where.
function titleOf({ actorName, channelName, roomId }: DeliveryContent): string {
  if (actorName === "") return roomId === "" ? nobody : roomId;
  return channelName === "" ? actorName : `${actorName} (#${channelName})`;
}

/** The page reads it back: a channel, or one message of it. */
function pageAddress(channelId: string, seq: number): string {
  if (channelId === "") return "/";
  const path = `/#/c/${encodeURIComponent(channelId)}`;
  return seq === 0 ? path : `${path}/${seq}`;
}
