// Channel names: each is held by one channel, whatever crashes between taking a name and bearing it.
import { ChatError } from "../../core/errors.ts";
import { KeyedTurns } from "../../core/keyed-turns.ts";
import type { ChannelStore } from "../../core/ports.ts";
import { nameKey } from "../../core/text.ts";

/** Takes names and gives them back; all that concerns one name happens one after the other in this process. */
export class NameClaims {
  readonly #channels: ChannelStore;
  readonly #turns = new KeyedTurns();

  constructor(channels: ChannelStore) {
    this.#channels = channels;
  }

  /**
   * Claims a name for a channel and runs the act that makes the channel bear it. The act is told who holds the name: it
   * may be another channel, or the id of one that was never made. If the act is refused, the claim is let go.
   */
  holding<T>(key: string, channelId: string, act: (holderId: string) => Promise<T>): Promise<T> {
    return this.#turns.run(key, async () => {
      const holderId = await this.#claim(key, channelId);
      try {
        return await act(holderId);
      } catch (failure) {
        // After UNAVAILABLE the event may be in the log, and the channel may bear the name.
        const isRefused = failure instanceof ChatError && failure.code !== "UNAVAILABLE";
        if (isRefused && holderId === channelId) await this.#letGo(key, channelId);
        throw failure;
      }
    });
  }

  /** Gives a name back unless the channel bears it. */
  release(key: string, channelId: string): Promise<void> {
    return this.#turns.run(key, () => this.#letGo(key, channelId));
  }

  async #claim(key: string, channelId: string): Promise<string> {
    const holderId = await this.#channels.claimName(key, channelId);
    if (holderId === channelId) return holderId;
    const holder = await this.#channels.channel(holderId);
    if (!holder || nameKey(holder.name) === key) return holderId;
    // Left over from a change of name that did not end: nobody is at it, since this is our turn.
    await this.#channels.releaseName(key, holderId);
    return this.#channels.claimName(key, channelId);
  }

  async #letGo(key: string, channelId: string): Promise<void> {
    const channel = await this.#channels.channel(channelId);
    if (!channel || nameKey(channel.name) !== key) await this.#channels.releaseName(key, channelId);
  }
}
