// Signs of life: says which channels are open, and goes on saying so.
import type { Cancel, Clock } from "../../core/clock.ts";
import { createId } from "../../core/ids.ts";
import { HeartbeatService } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { Calls } from "./calls.ts";

/** When a beat failed, or nobody said when the next is due. */
const fallbackMs = 15_000;
const farewellMs = 1_000;

/** Beats while the client is connected and has said which channels it has open; without that the stream says enough. */
export class Beats {
  readonly #calls: Calls;
  readonly #clock: Clock;
  /** Others may share our session, and have other channels open. */
  readonly #clientId = createId();
  #openChannelIds: readonly string[] | undefined;
  #connected = false;
  #cancel: Cancel | undefined;

  constructor(calls: Calls, clock: Clock) {
    this.#calls = calls;
    this.#clock = clock;
  }

  /** Says what is open, now and from now on; resolves when the server knows. */
  async setOpenChannels(channelIds: readonly string[]): Promise<void> {
    this.#openChannelIds = [...channelIds];
    if (this.#connected) await this.#beat();
  }

  /** Begins to beat when there is something to say. */
  connected(): void {
    this.#connected = true;
    if (this.#openChannelIds) void this.#beatQuietly();
  }

  /** Stops: nobody would hear it. */
  disconnected(): void {
    this.#connected = false;
    this.#cancel?.();
  }

  /** Says goodbye if anything was said; waits for it a second at most. */
  async leave(): Promise<void> {
    if (!this.#connected || !this.#openChannelIds) return;
    this.disconnected();
    const request = { leaving: true, clientId: this.#clientId };
    const goodbye = this.#calls.once(HeartbeatService.method.beat, request, { timeoutMs: farewellMs });
    // The lease ends by itself.
    await goodbye.catch(() => undefined);
  }

  async #beat(): Promise<void> {
    this.#cancel?.();
    const request = { openChannelIds: [...(this.#openChannelIds ?? [])], clientId: this.#clientId };
    let nextMs = fallbackMs;
    try {
      const answer = await this.#calls.once(HeartbeatService.method.beat, request);
      nextMs = answer.nextBeatMs || fallbackMs;
    } finally {
      this.#cancel?.();
      if (this.#connected) this.#cancel = this.#clock.after(nextMs, () => void this.#beatQuietly());
    }
  }

  async #beatQuietly(): Promise<void> {
    // The next one may pass, and a refused one changes nothing.
    await this.#beat().catch(() => undefined);
  }
}
