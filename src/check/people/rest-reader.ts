// What was said before a restored store told everybody to begin anew: read from the old places on, by a client of its own.
import { type ChatEvent, createClient, type SavedCursors, type Transport } from "../../clients/sdk/index.ts";
import type { ActorParts } from "./actor.ts";
import { observationOf } from "./observe-event.ts";

const catchUpMs = 30_000;

/** How the reader comes in. */
export interface ReaderEntrance {
  readonly transport: () => Transport;
  readonly guest: { readonly name: string; readonly token: string };
}

/**
 * Knows how far somebody was told each channel. Who begins anew is told nothing of what lies between that place and the
 * restored head; but the copy has all of it, so another client may go on from the old place.
 */
export class RestReader {
  readonly #parts: Pick<ActorParts, "name" | "noteAs" | "chance">;
  readonly #entrance: ReaderEntrance;
  /** The last seq that was told, by channel; and those of before the store was restored. */
  readonly #told = new Map<string, number>();
  readonly #restored = new Map<string, number>();
  #readers = 0;

  constructor(parts: Pick<ActorParts, "name" | "noteAs" | "chance">, entrance: ReaderEntrance) {
    this.#parts = parts;
    this.#entrance = entrance;
  }

  /** Whether there is something to read. */
  get isOwed(): boolean {
    return this.#restored.size > 0;
  }

  /** Notes how far they were told. */
  hear(event: ChatEvent): void {
    if (event.type === "channelLeft") this.leave(event.channelId);
    else if (event.type === "gap") this.#told.set(event.channelId, event.through);
    else if ("messages" in event) this.#told.set(event.channelId, event.seq);
    else if (event.type === "reset") {
      for (const [channelId, seq] of this.#told) this.#restored.set(channelId, this.#restored.get(channelId) ?? seq);
      this.#told.clear();
    }
  }

  /** Of a channel that one leaves nothing is owed until one joins it again. */
  leave(channelId: string): void {
    this.#told.delete(channelId);
    this.#restored.delete(channelId);
  }

  /** Reads up to the heads, in this epoch of the store. */
  async read(epoch: SavedCursors["epoch"]): Promise<void> {
    const { name, noteAs, chance } = this.#parts;
    const seqs = Object.fromEntries(this.#restored);
    this.#restored.clear();
    const as = `${name}~reader-${++this.#readers}`;
    for (const [channelId, seq] of Object.entries(seqs)) noteAs(as, { what: "follow", channelId, seq });
    const reader = createClient({
      transport: this.#entrance.transport(),
      guest: this.#entrance.guest,
      cursors: { epoch, seqs },
      random: chance.next,
      listener(event) {
        const observation = observationOf(event, as);
        if (observation && observation.what !== "state") noteAs(as, observation);
      },
    });
    const caughtUp = new Promise<void>((resolve) => {
      reader.on("caughtUp", () => resolve());
      setTimeout(resolve, catchUpMs);
    });
    try {
      await reader.connect({ timeoutMs: catchUpMs });
      await caughtUp;
    } finally {
      noteAs(as, { what: "died" });
      await reader.close();
    }
  }
}
