// What is written down while a check runs: one line of JSON for each thing that somebody did or saw.
import type { ChannelHead, ChatMessage } from "../../clients/sdk/index.ts";
import type { DoorKind } from "../plan/plan.ts";

/** A message as it stands for somebody. */
export interface StandingMessage extends Pick<ChatMessage, "seq" | "text" | "deleted" | "reactions" | "mentions"> {
  readonly id: string;
  readonly by: string;
}

/** An event of a log as somebody was told it. */
export interface ToldEvent {
  readonly what: "event";
  readonly channelId: string;
  readonly seq: number;
  readonly id: string;
  readonly by: string;
  readonly type: string;
  /** How many messages the channel had up to it. */
  readonly messages: number;
  readonly text?: string;
  readonly target?: number;
  readonly emoji?: string;
  readonly removed?: boolean;
  readonly mentions?: readonly string[];
  /** Whom it is about: who joined, left or was removed. */
  readonly user?: string;
  /** Fetched to fill a hole: a message as it stands now. */
  readonly standing?: StandingMessage;
}

/** One thing that one client did or saw. */
export type Observation =
  | { readonly what: "enter"; readonly door: DoorKind; readonly userId: string }
  | { readonly what: "state"; readonly state: string }
  /** Wants a message sent; `lane` is what its order is promised in. */
  | { readonly what: "ask"; readonly channelId: string; readonly id: string; readonly lane: string }
  | { readonly what: "ack"; readonly channelId: string; readonly id: string; readonly seq?: number }
  /** Wrote it down where it outlives its process. */
  | { readonly what: "queued"; readonly channelId: string; readonly id: string }
  /** Told for certain that it is nowhere. */
  | { readonly what: "refused"; readonly channelId: string; readonly id: string; readonly reason: string }
  | ToldEvent
  | {
      readonly what: "gap";
      readonly channelId: string;
      readonly after: number;
      readonly through: number;
      readonly filled: boolean;
    }
  | { readonly what: "reset" }
  /** Its process was killed: nothing more is owed to it. */
  | { readonly what: "died" }
  /** Follows a channel from this place on: was in it, or joined it and was told its head. */
  | { readonly what: "follow"; readonly channelId: string; readonly seq: number }
  /** Asks to leave a channel; what comes of it is owed no more. */
  | { readonly what: "leave"; readonly channelId: string }
  /** Was told that they are in it no more. */
  | { readonly what: "left"; readonly channelId: string }
  | {
      readonly what: "page";
      readonly channelId: string;
      readonly after: number;
      readonly through: number;
      readonly head: number;
      readonly knew: number;
      /** Read when nobody said anything any more. */
      readonly final?: boolean;
      readonly messages: readonly StandingMessage[];
    }
  /** An edit, deletion or reaction that was acknowledged. */
  | {
      readonly what: "act";
      readonly act: "edit" | "delete" | "react" | "unreact";
      readonly channelId: string;
      readonly target: number;
      readonly detail: string;
      readonly seq: number;
    }
  /** Said up to where they have read; without `readSeq` the answer did not come. */
  | { readonly what: "read"; readonly channelId: string; readonly asked: number; readonly readSeq?: number }
  /** What a client held at the end: its channels with their counters, and the last messages of some. */
  | { readonly what: "counters"; readonly fresh: boolean; readonly channels: readonly ChannelHead[] }
  | { readonly what: "view"; readonly channelId: string; readonly messages: readonly StandingMessage[] }
  /** A stream of an older door was opened, and a line came on it. */
  | { readonly what: "listen"; readonly stream: number }
  | { readonly what: "heard"; readonly stream: number; readonly id: string }
  /** Something that must not happen happened to the client itself. */
  | { readonly what: "fault"; readonly sentence: string };

/** An observation, by whom and when: milliseconds since 1970-01-01 UTC. */
export type Recorded = Observation & { readonly who: string; readonly at: number };

/** What a client of somebody is called after their process was killed so many times; the first one has their name. */
export function clientName(name: string, life: number): string {
  return life === 0 ? name : `${name}~${life}`;
}

/** Whose client it is. */
export function personOf(client: string): string {
  return client.split("~", 1)[0] ?? client;
}
