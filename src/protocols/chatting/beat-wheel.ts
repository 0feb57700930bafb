// Beats for everybody who listens for them: the first one at once, then every five seconds, by one timer for all.
import type { Cancel, Clock } from "../../core/clock.ts";
import type { StreamSink } from "../../core/service.ts";
import { HeartbeatReplySchema } from "../../gen/compat/chatting/chatting_pb.ts";
import { framed } from "../../rpc/framed.ts";

const tickMs = 100;
const periodS = 5;
const slots = (periodS * 1_000) / tickMs;

interface Beating {
  readonly sink: StreamSink;
  /** The time that was said last, in seconds since 1970. */
  saidS: number;
  /** Whether the client owes us taking the last one: it gets no more meanwhile. */
  isWaiting: boolean;
}

/** Its timer runs while somebody listens. */
export class BeatWheel {
  readonly #clock: Clock;
  readonly #slots = Array.from({ length: slots }, () => new Set<Beating>());
  #at = 0;
  #count = 0;
  #cancel: Cancel | undefined;
  /** The last frame, which most of the others get too. */
  #frame: { readonly timeS: number; readonly bytes: Uint8Array } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends the first beat; call what it returns when the stream is gone, once. */
  open(sink: StreamSink): () => void {
    const beating = { sink, saidS: this.#nowS(), isWaiting: false };
    const slot = this.#slots[this.#at] as Set<Beating>;
    slot.add(beating);
    this.#count++;
    this.#cancel ??= this.#clock.every(tickMs, () => this.#tick());
    this.#write(beating);
    return () => {
      if (!slot.delete(beating)) return;
      this.#count--;
      if (this.#count === 0) this.#stop();
    };
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tick(): void {
    this.#at = (this.#at + 1) % slots;
    const nowS = this.#nowS();
    for (const beating of this.#slots[this.#at] as Set<Beating>) {
      const dueS = beating.saidS + periodS;
      // A timer is a moment late, which must not show as six seconds between two beats; a clock that was set must.
      beating.saidS = Math.abs(nowS - dueS) <= 1 ? dueS : nowS;
      if (!beating.isWaiting) this.#write(beating);
    }
  }

  #write(beating: Beating): void {
    beating.isWaiting = true;
    beating.sink.writeFramed(this.#frameOf(beating.saidS), () => {
      beating.isWaiting = false;
    });
  }

  #frameOf(timeS: number): Uint8Array {
    if (this.#frame?.timeS !== timeS)
      this.#frame = { timeS, bytes: framed(HeartbeatReplySchema, { time: BigInt(timeS) }) };
    return this.#frame.bytes;
  }

  #nowS(): number {
    return Math.floor(this.#clock.now() / 1_000);
  }
}
