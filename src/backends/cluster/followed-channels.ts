// The channels that people of this node follow: heard here where this node owns them, and over links where others do.
import type { Clock } from "../../core/clock.ts";
import type { LoggedEvent } from "../../core/event.ts";
import type { ChannelWatch, Hub } from "../../core/hub.ts";
import { Gate } from "./gate.ts";
import type { Links } from "./links.ts";
import type { Owners } from "./owners.ts";
import type { Ownership } from "./ownership.ts";

/** What it is given. */
export interface FollowedOptions {
  readonly hub: Hub;
  /** The last seq of a channel that has a row. */
  readonly headOf: (channelId: string) => Promise<number>;
  readonly ownership: Ownership;
  readonly owners: Owners;
  readonly links: Links;
  readonly clock: Clock;
  readonly address: string;
  readonly partitionOf: (channelId: string) => number;
}

interface Followed {
  /** Where it is followed: another node, `here`, or nowhere yet. */
  at: string | undefined;
  head: number;
  /** A route is being found. */
  routing: boolean;
}

const here = "here";
const retryMs = 200;
const routesAtOnce = 128;
/** Owners move without a word when they die while their link lives: so often it is looked whether one did. */
const lookMs = 2_000;

/** Keeps the hub fed: every channel that is open in it is followed where its owner is. */
export class FollowedChannels implements ChannelWatch {
  readonly #options: FollowedOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #stopLooking: () => void;
  readonly #gate = new Gate(routesAtOnce);
  #closed = false;

  constructor(options: FollowedOptions) {
    this.#options = options;
    this.#stopLooking = options.clock.every(lookMs, () => void this.#look());
  }

  opened(channelId: string): void {
    const followed: Followed = { at: undefined, head: 0, routing: false };
    this.#followed.set(channelId, followed);
    void this.#route(channelId, followed);
  }

  closed(channelId: string): void {
    const followed = this.#followed.get(channelId);
    this.#followed.delete(channelId);
    if (followed?.at !== undefined && followed.at !== here) this.#options.links.to(followed.at)?.unfollow([channelId]);
  }

  /** The head of a channel as far as it was heard. */
  headOf(channelId: string): number {
    return this.#followed.get(channelId)?.head ?? 0;
  }

  onHead(channelId: string, head: number): void {
    const followed = this.#followed.get(channelId);
    if (!followed) return;
    followed.head = Math.max(followed.head, head);
    this.#options.hub.raise(channelId, head);
  }

  onEvents(channelId: string, events: readonly LoggedEvent[]): void {
    const followed = this.#followed.get(channelId);
    if (!followed) return;
    followed.head = Math.max(followed.head, events.at(-1)?.seq ?? 0);
    for (const event of events) this.#options.hub.publish(event);
  }

  /** The node where it was followed does not own the channel. */
  onLeft(channelId: string, owner: string | undefined): void {
    this.#options.owners.correct(this.#options.partitionOf(channelId), owner);
    this.#again(channelId);
  }

  /** The link to a node is over. */
  onEnd(address: string): void {
    for (const [channelId, followed] of this.#followed)
      if (followed.at === address) {
        this.#options.owners.correct(this.#options.partitionOf(channelId), undefined);
        this.#again(channelId);
      }
  }

  /** This node owns a partition now, or does not any more. */
  onMoved(partition: number): void {
    for (const channelId of this.#followed.keys())
      if (this.#options.partitionOf(channelId) === partition) this.#again(channelId, 0);
  }

  close(): void {
    this.#closed = true;
    this.#stopLooking();
  }

  #again(channelId: string, delayMs = retryMs): void {
    const followed = this.#followed.get(channelId);
    if (!followed || this.#closed) return;
    followed.at = undefined;
    if (delayMs === 0) void this.#route(channelId, followed);
    else this.#options.clock.after(delayMs, () => void this.#route(channelId, followed));
  }

  async #route(channelId: string, followed: Followed): Promise<void> {
    if (followed.routing || followed.at !== undefined || !this.#isFollowed(channelId, followed)) return;
    followed.routing = true;
    try {
      // Whoever comes back follows thousands: their heads are asked for a few at a time.
      await this.#gate.pass(() => this.#follow(channelId, followed));
    } catch {
      // The store cannot be read: later.
    }
    followed.routing = false;
    if (followed.at === undefined) this.#again(channelId);
  }

  async #follow(channelId: string, followed: Followed): Promise<void> {
    const { ownership, owners, links, headOf, address, partitionOf } = this.#options;
    const partition = partitionOf(channelId);
    if (ownership.owner(partition)) {
      // Rows come before they are shown: whatever was shown before this is not beyond it.
      const head = await headOf(channelId);
      followed.at = ownership.owner(partition) ? here : undefined;
      this.onHead(channelId, head);
      return;
    }
    const elsewhere = await owners.addressOf(partition);
    if (elsewhere === undefined || elsewhere === address || !this.#isFollowed(channelId, followed)) return;
    const link = links.to(elsewhere);
    followed.at = link && elsewhere;
    link?.follow([channelId]);
  }

  /** Follows anew what is followed where the owner is not any more. */
  async #look(): Promise<void> {
    const { owners, partitionOf, links, ownership } = this.#options;
    for (const [channelId, followed] of this.#followed) {
      if (followed.at === undefined || followed.at === here) continue;
      const partition = partitionOf(channelId);
      const address = await owners.addressOf(partition).catch(() => followed.at);
      if (address === followed.at || ownership.owner(partition) || !this.#isFollowed(channelId, followed)) continue;
      links.to(followed.at)?.unfollow([channelId]);
      this.#again(channelId, 0);
    }
  }

  #isFollowed(channelId: string, followed: Followed): boolean {
    return !this.#closed && this.#followed.get(channelId) === followed;
  }
}
