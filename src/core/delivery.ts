// What is sent to one device, and what it answered: between the outbox, which decides, and the ways out, which send.
import type { DeviceRow, NoticeReason } from "./notices.ts";

/** Tells a device something, or takes back what it shows. */
export interface Delivery {
  readonly device: DeviceRow;
  /** The same in every repeat of this delivery, and in no other: what a receiver recognises a repeat by. */
  readonly key: string;
  /** Deliveries with the same key replace each other, at the push service and on the screen: 32 characters at most. */
  readonly collapseKey: string;
  /** For how long it is worth something, in milliseconds. */
  readonly ttlMs: number;
  readonly content: DeliveryContent;
}

/** What a device is told; text and names only where the device shows text. */
export interface DeliveryContent {
  /** `test`: somebody tries the device. */
  readonly act: "tell" | "withdraw" | "test";
  readonly reason: NoticeReason;
  /** The channel, or "" for what another service asked to tell. */
  readonly channelId: string;
  readonly channelName: string;
  readonly seq: number;
  /** How many open items of this source go along, this one included. */
  readonly count: number;
  /** How many items are open in the whole inbox. */
  readonly open: number;
  readonly actorId: string;
  readonly actorName: string;
  readonly text: string;
  readonly roomId: string;
  readonly atMs: number;
}

/** What became of an attempt. */
export interface DeliveryAnswer {
  readonly result: "sent" | "retry" | "refused" | "gone";
  /** The status code, or a word such as "timeout". */
  readonly detail: string;
  /** With `retry`: how long the receiver asked to be left alone. */
  readonly retryAfterMs?: number;
}

/** A way out. */
export interface DeliveryWay {
  /** Sends once, within a deadline of its own; never rejects. */
  deliver(delivery: Delivery, signal: AbortSignal): Promise<DeliveryAnswer>;
}
