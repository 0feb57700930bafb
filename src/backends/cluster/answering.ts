// What other nodes ask of this one: appends to channels that it owns, and what is shown of those that they follow.
import { errors } from "../../core/errors.ts";
import type { Draft, LoggedEvent } from "../../core/event.ts";
import type { AnsweringNode, AnswerNode, NodeAsker } from "../../core/nodes.ts";
import type { LaneAnswer } from "../../core/ports.ts";
import type { Owners } from "./owners.ts";
import type { Ownership } from "./ownership.ts";

/** What it is given. */
export interface AnsweringOptions {
  /** The last seq of a channel that has a row. */
  readonly headOf: (channelId: string) => Promise<number>;
  readonly ownership: Ownership;
  readonly owners: Owners;
  readonly address: string;
  readonly partitionOf: (channelId: string) => number;
  readonly onSignal: (signal: Uint8Array) => void;
}

/** All nodes that have a link to this one. */
export class Answering {
  readonly #options: AnsweringOptions;
  readonly #followers = new Map<string, Set<NodeAsker>>();

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /** Answers a link. */
  readonly answer: AnswerNode = ({ asker }) => {
    const followed = new Set<string>();
    return {
      append: (drafts) => this.#append(drafts),
      follow: (channelIds) => {
        for (const channelId of channelIds) {
          followed.add(channelId);
          void this.#follow(channelId, asker);
        }
      },
      unfollow: (channelIds) => {
        for (const channelId of channelIds) {
          followed.delete(channelId);
          this.#unfollow(channelId, asker);
        }
      },
      signal: (signal) => this.#options.onSignal(signal),
      gone: () => {
        for (const channelId of followed) this.#unfollow(channelId, asker);
      },
    } satisfies AnsweringNode;
  };

  /** An event that everybody may see. */
  shown(event: LoggedEvent): void {
    for (const asker of this.#followers.get(event.channelId) ?? []) asker.onEvents(event.channelId, [event]);
  }

  /** This node does not own the partition any more. */
  lost(partition: number): void {
    for (const [channelId, askers] of this.#followers) {
      if (this.#options.partitionOf(channelId) !== partition) continue;
      this.#followers.delete(channelId);
      for (const asker of askers) asker.onLeft(channelId, undefined);
    }
  }

  async #append(drafts: readonly Draft[]): Promise<LaneAnswer> {
    const { ownership, owners, partitionOf, address } = this.#options;
    const partition = partitionOf(drafts[0]?.channelId ?? "");
    const owner = ownership.owner(partition);
    if (owner) return owner.appendInOrder(drafts);
    const elsewhere = await owners.addressOf(partition).catch(() => undefined);
    return { appended: [], failure: errors.notOwner(elsewhere === address ? "" : (elsewhere ?? "")) };
  }

  async #follow(channelId: string, asker: NodeAsker): Promise<void> {
    const { ownership, owners, headOf, partitionOf, address } = this.#options;
    const partition = partitionOf(channelId);
    if (!ownership.owner(partition)) {
      const elsewhere = await owners.addressOf(partition).catch(() => undefined);
      asker.onLeft(channelId, elsewhere === address ? undefined : elsewhere);
      return;
    }
    // Before the head is asked for: what is shown meanwhile is beyond it, or told twice.
    const askers = this.#followers.get(channelId) ?? new Set();
    this.#followers.set(channelId, askers.add(asker));
    try {
      const head = await headOf(channelId);
      if (this.#followers.get(channelId)?.has(asker)) asker.onHead(channelId, head);
    } catch {
      this.#unfollow(channelId, asker);
      asker.onLeft(channelId, undefined);
    }
  }

  #unfollow(channelId: string, asker: NodeAsker): void {
    const askers = this.#followers.get(channelId);
    askers?.delete(asker);
    if (askers?.size === 0) this.#followers.delete(channelId);
  }
}
