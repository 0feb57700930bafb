// The channels of a partition that its owner holds in memory.
import { type Applied, OpenChannel, type OpenChannelOptions } from "./open-channel.ts";

/** What it takes to hold channels. */
export interface OpenChannelsOptions extends Omit<OpenChannelOptions, "channelId"> {
  readonly maxChannels: number;
  /** Takes what a channel that was just read has not derived yet. */
  readonly onLoaded: (channel: OpenChannel, stored: readonly Applied[]) => void;
  /** Whether nothing outside needs the channel; called when there are too many. */
  readonly release: (channel: OpenChannel) => boolean;
}

/** Opens channels when they are first asked for, and forgets idle ones when there are too many. */
export class OpenChannels {
  readonly #options: OpenChannelsOptions;
  readonly #channels = new Map<string, OpenChannel>();
  readonly #loaded = new WeakSet<OpenChannel>();
  #stopped: Error | undefined;

  constructor(options: OpenChannelsOptions) {
    this.#options = options;
  }

  /** The channel with this id, which may not be read yet. */
  of(channelId: string): OpenChannel {
    const known = this.#channels.get(channelId);
    if (known) return known;
    if (this.#channels.size >= this.#options.maxChannels) this.#forgetIdle();
    const channel = new OpenChannel({ ...this.#options, channelId });
    this.#channels.set(channelId, channel);
    return channel;
  }

  /** Runs a task in the channel's turn, once the channel is read; rejects if it cannot be read, or all was stopped. */
  inTurn<T>(channel: OpenChannel, task: () => Promise<T>): Promise<T> {
    return channel.inTurn(async () => {
      await this.load(channel);
      return await task();
    });
  }

  /** Reads the channel if it was not read yet: to be called in its turn. */
  async load(channel: OpenChannel): Promise<void> {
    if (this.#stopped) throw this.#stopped;
    if (this.#loaded.has(channel)) return;
    const stored = await channel.load();
    if (this.#stopped) throw this.#stopped;
    this.#loaded.add(channel);
    this.#options.onLoaded(channel, stored);
  }

  /** See OpenChannel.sweep. */
  sweep(failure: () => unknown): void {
    for (const channel of this.#channels.values()) channel.sweep(failure);
  }

  /** Ends all waiting, and opens nothing more. */
  stop(reason: Error): void {
    this.#stopped = reason;
    for (const channel of this.#channels.values()) channel.stop(reason);
  }

  #forgetIdle(): void {
    for (const channel of this.#channels.values())
      if (channel.isIdle && this.#options.release(channel)) this.#channels.delete(channel.channelId);
  }
}
