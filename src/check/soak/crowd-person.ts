// One of a crowd: talks in a room, goes away and comes back, and writes nothing down.
import { type ChatClient, createClient, grpcTransport, socketIoTransport } from "../../clients/sdk/index.ts";
import { guestOf } from "../people/actor.ts";
import type { SeededRandom } from "../plan/seeded-random.ts";
import type { CrowdStart } from "./crowd-message.ts";

const connectMs = 30_000;
const stayMs = { shortest: 5_000, longest: 60_000 };
const awayMs = { shortest: 100, longest: 4_000 };
const maxPending = 8;

/** What happened to somebody. */
export type Told = "asked" | "acknowledged" | "heard" | "came" | "leftOut";

/** What they are made of. */
export interface CrowdPersonParts {
  readonly start: CrowdStart;
  readonly name: string;
  readonly roomId: string;
  readonly chance: SeededRandom;
  readonly tell: (what: Told) => void;
}

/** Somebody who comes and goes until they leave. Nothing here rejects because of a fault of the wire. */
export class CrowdPerson {
  readonly #parts: CrowdPersonParts;
  #client: ChatClient | undefined;
  #isOver = false;
  #latestSeq = 0;
  #lines = 0;
  #going: NodeJS.Timeout | undefined;

  constructor(parts: CrowdPersonParts) {
    this.#parts = parts;
  }

  /** Comes in, and goes away for a moment again and again. */
  async enter(): Promise<void> {
    const { start, name, roomId, chance, tell } = this.#parts;
    const client = createClient({
      transport: start.door === "grpc" ? grpcTransport(start.address) : socketIoTransport(`http://${start.address}`),
      guest: guestOf(name),
      random: chance.next,
    });
    this.#client = client;
    client.on("message", ({ seq }) => {
      this.#latestSeq = seq;
      tell("heard");
    });
    await ignoringFaults(client.connect({ timeoutMs: connectMs }));
    if (this.#isOver) return client.close();
    await ignoringFaults(client.joinChannel(roomId));
    await ignoringFaults(client.setOpenChannels([roomId]));
    tell("came");
    this.#going = setTimeout(() => void this.#goAway(), chance.between(stayMs.shortest, stayMs.longest));
  }

  /** Says something, mostly; else reacts, reads or types. */
  act(): void {
    const { roomId, chance, tell } = this.#parts;
    const client = this.#client;
    if (!client || this.#isOver) return;
    if (client.pending().length >= maxPending) return tell("leftOut");
    const turn = chance.next();
    const seq = this.#latestSeq;
    if (turn < 0.88 || seq === 0) {
      tell("asked");
      const saying = client.send(roomId, `line ${++this.#lines} of ${this.#parts.name}, and so on`);
      void ignoringFaults(saying.then(() => tell("acknowledged")));
    } else if (turn < 0.92) void ignoringFaults(client.react(roomId, seq, "👍"));
    else if (turn < 0.96) void ignoringFaults(client.markRead(roomId, seq));
    else void ignoringFaults(client.typing(roomId));
  }

  /** Goes for good. */
  async leave(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#going);
    await this.#client?.close();
  }

  async #goAway(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
    const { chance } = this.#parts;
    await new Promise((resolve) => setTimeout(resolve, chance.between(awayMs.shortest, awayMs.longest)));
    if (!this.#isOver) await this.enter();
  }
}

/** Resolves whatever comes of it: faults are made on purpose, and what was said is counted when it is acknowledged. */
async function ignoringFaults(act: Promise<unknown>): Promise<void> {
  await act.catch(() => undefined);
}
