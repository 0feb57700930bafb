// What a client tells its listeners: plain objects, one type each.
import type { ChatError } from "../../core/errors.ts";
import type { ChannelHead, ChannelKind } from "./channel-from-wire.ts";
import type { ChatMessage } from "./message-from-wire.ts";
import type { Person, Role } from "./person-from-wire.ts";

/** Whether the client is connected: see docs/sdk.md. */
export type ConnectionState = "disconnected" | "connecting" | "connected";

/** What every event of a channel's log has. */
export interface Logged {
  readonly channelId: string;
  readonly seq: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly from: Person;
  readonly clientMessageId: string;
  /** How many messages the channel had up to this event. */
  readonly messages: number;
}

/** Somebody said something. */
export interface MessageEvent extends Logged, ChatMessage {
  readonly type: "message";
  /** It is ours. */
  readonly own: boolean;
  /** It was fetched to fill a hole, and is as it stands now. */
  readonly fromHistory: boolean;
}

type LogEvents =
  | MessageEvent
  | (Logged & { readonly type: "edited"; target: number; text: string; mentions: readonly string[] })
  | (Logged & { readonly type: "deleted"; target: number })
  | (Logged & { readonly type: "reaction"; target: number; emoji: string; removed: boolean })
  | (Logged & { readonly type: "joined"; user: Person; role: Role })
  | (Logged & { readonly type: "left" | "unbanned"; user: Person })
  | (Logged & { readonly type: "removed"; user: Person; banned: boolean; reason: string })
  | (Logged & { readonly type: "role"; user: Person; role: Role })
  | (Logged & { readonly type: "channel" } & ChannelChange)
  | (Logged & { readonly type: "unsupported" });

/** What changed of a channel; what is undefined stayed. */
export interface ChannelChange {
  readonly change: "created" | "changed" | "archived";
  readonly name?: string;
  readonly topic?: string;
  readonly kind?: ChannelKind;
  readonly archived?: boolean;
}

/** An event of a channel's log. */
export type LogEvent = Readonly<LogEvents>;

/** What became of our own message, found by its clientMessageId. */
export type OwnMessageEvent =
  | {
      readonly type: "pending";
      readonly channelId: string;
      readonly clientMessageId: string;
      readonly text: string;
      readonly replyTo: number | undefined;
    }
  | { readonly type: "queued"; readonly channelId: string; readonly clientMessageId: string }
  | {
      readonly type: "acknowledged";
      readonly channelId: string;
      readonly clientMessageId: string;
      readonly seq: number;
      readonly at: number;
    }
  | {
      readonly type: "failed";
      readonly channelId: string;
      readonly clientMessageId: string;
      readonly error: unknown;
    };

/** Everything that a client tells. */
export type ChatEvent =
  | LogEvent
  | OwnMessageEvent
  | { readonly type: "state"; readonly state: ConnectionState; readonly reason: ChatError | undefined }
  | { readonly type: "head"; readonly channel: ChannelHead }
  | { readonly type: "channelLeft"; readonly channelId: string; readonly seq: number; readonly removed: boolean }
  | { readonly type: "caughtUp" }
  | {
      readonly type: "gap";
      readonly channelId: string;
      readonly after: number;
      readonly through: number;
      /** The messages of the gap come next. */
      readonly filled: boolean;
    }
  | { readonly type: "reset" }
  | { readonly type: "typing"; readonly channelId: string; readonly people: readonly Person[] }
  | {
      readonly type: "read";
      readonly channelId: string;
      readonly readSeq: number;
      readonly unread: number;
      readonly mentions: number;
      /** What comes after this seq is not in the counts; undefined: an older server does not say. */
      readonly headSeq?: number | undefined;
    };

/** The event of one type. */
export type ChatEventOf<Type extends ChatEvent["type"]> = Extract<ChatEvent, { type: Type }>;
