// What a command answers: plain facts, put into words by whoever shows them.
import type {
  Channel,
  ChannelKind,
  ChatMessage,
  NotificationReason,
  NotificationStep,
  Person,
  Profile,
  Role,
} from "../../sdk/index.ts";

/** A channel of a list. */
export type ListedChannel = Pick<Channel, "channelId" | "name" | "kind" | "topic" | "role" | "archived"> & {
  readonly peer: Person | undefined;
  /** Messages that we have not read; 0 if we are not in it. */
  readonly unread: number;
};

/** A person of a list. */
export interface ListedPerson extends Person {
  readonly online: boolean;
  readonly here?: boolean;
  readonly role?: Role;
  readonly banned?: boolean;
}

/** An item of the inbox. */
export interface ListedItem {
  readonly id: string;
  readonly at: number;
  readonly reason: NotificationReason | undefined;
  readonly text: string;
  /** These three are undefined for what another service asked to tell. */
  readonly from: Person | undefined;
  readonly channelId: string | undefined;
  readonly seq: number | undefined;
  /** What its channel, or the other service's room, is called; empty if that is not known. */
  readonly label: string;
}

/** The answer of a command. */
export type Answer =
  | { readonly type: "done" }
  | { readonly type: "quit" }
  | { readonly type: "told"; readonly text: string }
  /** A message went to a channel that may not be the one in front. */
  | { readonly type: "said"; readonly channelId: string; readonly label: string }
  | {
      readonly type: "opened";
      readonly channelId: string;
      readonly name: string;
      readonly kind: ChannelKind;
      readonly topic: string;
    }
  | { readonly type: "channels"; readonly channels: readonly ListedChannel[]; readonly more: boolean }
  | {
      readonly type: "people";
      readonly channelId: string;
      readonly people: readonly ListedPerson[];
      readonly more: boolean;
    }
  | { readonly type: "profile"; readonly profile: Profile }
  | { readonly type: "history"; readonly channelId: string; readonly messages: readonly ChatMessage[] }
  | { readonly type: "inbox"; readonly items: readonly ListedItem[]; readonly more: boolean }
  | {
      readonly type: "why";
      readonly channelId: string;
      readonly seq: number;
      readonly steps: readonly NotificationStep[];
    }
  | { readonly type: "help"; readonly commands: readonly (readonly [usage: string, meaning: string])[] };
