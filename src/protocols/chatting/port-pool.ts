// The ports that channels get: a few, each lent to one channel at a time.
import type { ChannelPlace, ChattingPlaces } from "./places.ts";

/** A port of the pool; 0: any, and then the same one again. */
interface Slot {
  readonly wish: number;
  port: number;
}

/** A lent port that is listened at. */
export interface LentPort {
  readonly port: number;
  /** Stops listening at once, lets go of what is under way within `graceMs`; the port is free for the next one. */
  giveBack(graceMs: number): Promise<void>;
}

/** The lowest port first, and before it whichever was given back last. */
export class PortPool {
  readonly #open: ChattingPlaces["open"];
  #free: Slot[];

  constructor({ open }: Pick<ChattingPlaces, "open">, ports: readonly number[]) {
    this.#open = open;
    this.#free = ports.toSorted((a, b) => a - b).map((wish) => ({ wish, port: wish }));
  }

  /** Listens at the next port; undefined: all are lent, or taken by other programs, which is asked anew each time. */
  async lend(): Promise<LentPort | undefined> {
    const taken: Slot[] = [];
    try {
      for (let slot = this.#free.shift(); slot; slot = this.#free.shift()) {
        const place = await this.#listen(slot);
        if (place) return this.#lent(slot, place);
        taken.push(slot);
      }
      return undefined;
    } finally {
      this.#free.unshift(...taken);
    }
  }

  async #listen(slot: Slot): Promise<ChannelPlace | undefined> {
    for (const port of new Set([slot.port, slot.wish])) {
      const place = await this.#open(port).catch(() => undefined);
      if (!place) continue;
      slot.port = place.port;
      return place;
    }
    return undefined;
  }

  #lent(slot: Slot, place: ChannelPlace): LentPort {
    let isLent = true;
    return {
      port: place.port,
      giveBack: async (graceMs) => {
        if (!isLent) return;
        isLent = false;
        const closed = place.close(graceMs);
        this.#free.unshift(slot);
        await closed;
      },
    };
  }
}
