// Keeps what is on screen in the browser, a moment after it has changed, and gives it back where there is no connection yet.
import { after } from "../../screens/after.ts";
import type { ChannelHead } from "../../sdk/browser.ts";
import {
  channelsIn,
  houseIn,
  houseName,
  type KeptChannel,
  type KeptHouse,
  lastOf,
  mostChannels,
  nameOf,
  type ShownChannel,
  toKeep,
} from "./kept-picture.ts";
import type { KeptStore } from "./kept-store.ts";

/** What is on screen, or was a moment ago. */
export interface Picture {
  readonly epoch: number;
  /** As the server named them; none before it did. */
  readonly channels: readonly ChannelHead[];
  /** The channels whose last messages are known and kept current. */
  readonly shown: readonly ShownChannel[];
}

/** What a keeper is made of. */
export interface PictureKeeperParts {
  readonly store: KeptStore;
  readonly userId: string;
  /** Whether the person is still the one of this browser: what is kept of others is deleted, not written. */
  readonly isTheirs: () => boolean;
  readonly picture: () => Picture;
  readonly now?: () => number;
  readonly later?: (delayMs: number, act: () => void) => () => void;
}

const settleMs = 1_500;
/** Every build of the page has another name. */
const build = import.meta.url;

/** One person's; what it gives is only a placeholder for what the server says. */
export class PictureKeeper {
  readonly #parts: PictureKeeperParts;
  readonly #now: () => number;
  readonly #channels = new Map<string, KeptChannel>();
  /** The messages that were kept last, as they were on screen. */
  readonly #written = new Map<string, ShownChannel["messages"]>();
  #house: KeptHouse | undefined;
  #cancel: (() => void) | undefined;
  #isForgotten = false;
  #isClosed = false;

  constructor(parts: PictureKeeperParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  /** Reads what an earlier page kept; what is somebody else's is deleted. */
  async load(): Promise<void> {
    const { store, userId } = this.#parts;
    const kept = await store.read();
    if (this.#isForgotten || this.#isClosed) return;
    this.#house = houseIn(kept, userId, build);
    if (this.#house) for (const channel of channelsIn(kept)) this.#remember(channel, false);
    else if (kept.size > 0) await store.clear();
  }

  /** The channels as they were; none if nothing is kept. */
  get channels(): readonly ChannelHead[] {
    return this.#house?.channels ?? [];
  }

  /** The messages of a channel as they were; undefined if they are not kept. */
  channel(channelId: string): KeptChannel | undefined {
    return this.#channels.get(channelId);
  }

  /** Something on screen has changed: it is kept soon, with all that changes until then. */
  changed(): void {
    if (this.#isClosed) return;
    this.#cancel ??= (this.#parts.later ?? after)(settleMs, () => this.keep());
  }

  /** Keeps what has changed; `isWhole`: all of it, because it is known to stand so at this moment. */
  keep({ isWhole = false } = {}): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { picture, store, isTheirs, userId } = this.#parts;
    const { channels, epoch, shown } = picture();
    if (this.#isClosed || channels.length === 0 || !isTheirs()) return;
    const changes = new Map<string, unknown>([[houseName, toKeep({ userId, build, epoch, channels })]]);
    for (const channel of shown) {
      if (!isWhole && this.#written.get(channel.channelId) === channel.messages) continue;
      this.#written.set(channel.channelId, channel.messages);
      const last = lastOf(channel, this.#now());
      this.#remember(last, true);
      changes.set(nameOf(channel.channelId), last);
    }
    for (const channelId of this.#tooMany()) changes.set(nameOf(channelId), this.#drop(channelId));
    void store.write(changes);
  }

  /** The server said everything: its store's life, and which channels are ours. What does not fit is deleted. */
  compare({ epoch, channels }: Pick<Picture, "epoch" | "channels">): void {
    if (this.#house && this.#house.epoch !== epoch) return this.forget();
    const ours = new Set(channels.map(({ channelId }) => channelId));
    for (const channelId of [...this.#channels.keys()]) if (!ours.has(channelId)) this.forgetChannel(channelId);
  }

  /** Deletes what is kept of a channel. */
  forgetChannel(channelId: string): void {
    void this.#parts.store.write(new Map([[nameOf(channelId), this.#drop(channelId)]]));
  }

  /** Deletes everything; what is on screen later is kept again. */
  forget(): void {
    this.#isForgotten = true;
    this.#house = undefined;
    this.#channels.clear();
    this.#written.clear();
    void this.#parts.store.clear();
  }

  /** Keeps nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  // The channel that was kept last stands last.
  #remember(channel: KeptChannel, isNewer: boolean): void {
    if (!isNewer && this.#channels.has(channel.channelId)) return;
    this.#channels.delete(channel.channelId);
    this.#channels.set(channel.channelId, channel);
  }

  #tooMany(): readonly string[] {
    return [...this.#channels.keys()].slice(0, Math.max(0, this.#channels.size - mostChannels));
  }

  #drop(channelId: string): undefined {
    this.#channels.delete(channelId);
    this.#written.delete(channelId);
  }
}
