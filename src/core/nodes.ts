// What one node of a fleet asks of another, whatever carries it: sends to the owner of a channel, channels to follow, signals.
import type { ChatError } from "./errors.ts";
import type { Draft, LoggedEvent } from "./event.ts";
import type { LaneAnswer } from "./ports.ts";

/** Hears what comes of the channels that a node follows at another. */
export interface NodeListener {
  /** The channel is followed: everything after `head` comes from now on, in order. Also told again when it was asked again. */
  onHead(channelId: string, head: number): void;
  /** Committed events of one channel, the next ones. */
  onEvents(channelId: string, events: readonly LoggedEvent[]): void;
  /** The other node does not own the channel, or no longer: ask `owner`, if it is known, or find out. */
  onLeft(channelId: string, owner: string | undefined): void;
  /** A signal of the other node, as it was given there. */
  onSignal(signal: Uint8Array): void;
  /** The link is over: what was followed by it must be followed anew. Called once. */
  onEnd(reason: ChatError): void;
}

/** A link to another node: one stream, whatever it carries. */
export interface NodeLink {
  readonly address: string;
  /**
   * Appends where the channel is owned, in the order of calls; pipelined. Never rejects: UNAVAILABLE in the answer means
   * unknown, ask again with the same ids; NOT_OWNER means certainly not there, and names the owner in its metadata.
   */
  append(drafts: readonly Draft[]): Promise<LaneAnswer>;
  follow(channelIds: readonly string[]): void;
  unfollow(channelIds: readonly string[]): void;
  /** Tells the other node's people something that is in no log; lost if the link is. */
  signal(signal: Uint8Array): void;
  close(): void;
}

/** Opens links to other nodes; one node has at most one to each address. */
export interface Nodes {
  /** The link is open at once; what is asked of it waits for the connection, up to its deadline. */
  open(address: string, listener: NodeListener): NodeLink;
}

/** The way back to a node that asks. */
export interface NodeAsker {
  readonly onHead: NodeListener["onHead"];
  readonly onEvents: NodeListener["onEvents"];
  readonly onLeft: NodeListener["onLeft"];
  readonly onSignal: NodeListener["onSignal"];
}

/** One other node's link, as the node sees it that is asked. */
export interface AnsweringNode {
  append(drafts: readonly Draft[]): Promise<LaneAnswer>;
  follow(channelIds: readonly string[]): void;
  unfollow(channelIds: readonly string[]): void;
  signal(signal: Uint8Array): void;
  /** The link is over. */
  gone(): void;
}

/** Answers a link that another node opened. */
export type AnswerNode = (node: { readonly address: string; readonly asker: NodeAsker }) => AnsweringNode;
