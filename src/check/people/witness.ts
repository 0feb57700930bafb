// Somebody who says nothing, sees everything, and is met by no fault of the wire: only by those of the server.
import { join } from "node:path";
import { SeededRandom } from "../plan/seeded-random.ts";
import { RecordFile } from "../record/record-file.ts";
import type { Heads } from "./actor.ts";
import { awaitUntil } from "./await-until.ts";
import { SdkPerson } from "./sdk-person.ts";

/** In every channel that was made for everybody, from its first event on. */
export class Witness {
  readonly recordPath: string;
  readonly #person: SdkPerson;
  readonly #record: RecordFile;
  #online: ReadonlySet<string> = new Set();
  #hasLeft = false;

  constructor(address: string, folder: string, patienceMs: number) {
    this.recordPath = join(folder, "witness.jsonl");
    this.#record = new RecordFile(this.recordPath);
    this.#person = new SdkPerson({
      person: { name: "witness", tag: "p0", account: "witness", door: "grpc" },
      life: 0,
      name: "witness",
      chance: new SeededRandom("witness"),
      note: (observation) => this.#record.note("witness", observation),
      noteAs: (client, observation) => this.#record.note(client, observation),
      address,
      webAddress: address,
      folder,
      channels: [],
      isAlone: true,
      others: [],
      patienceMs,
      planted: undefined,
    });
  }

  /** Comes in and makes channels; resolves to their ids. */
  async open(names: readonly string[]): Promise<string[]> {
    await this.#person.enter();
    this.#person.client.watchPresence("lobby", ({ people }) => {
      this.#online = new Set(people.filter(({ online }) => online).map(({ name }) => name));
    });
    const ids: string[] = [];
    for (const name of names) {
      await this.#person.follow(async () => {
        const channel = await this.#person.client.createChannel({ name });
        ids.push(channel.channelId);
        return channel;
      });
    }
    return ids;
  }

  /** Resolves to whoever is wrongly shown, or not shown, still when the time is over; to nobody as soon as that is so. */
  async shows(wrong: (online: ReadonlySet<string>) => string[], limitMs: number): Promise<string[]> {
    await awaitUntil(() => wrong(this.#online).length === 0, limitMs);
    return wrong(this.#online);
  }

  /** Says the last line of all, in the lobby; resolves to it and to how far it knows the channels. */
  async lastLine(): Promise<{ readonly lastLine: string; readonly heads: Heads }> {
    const lastLine = this.#person.nextId();
    await this.#person.client.send("lobby", { text: `${lastLine} ends it`, clientMessageId: lastLine });
    return { lastLine, heads: await this.#person.settle() };
  }

  catchUp(heads: Heads): Promise<void> {
    return this.#person.catchUp(heads);
  }

  /** Reads everything that there is. */
  look(): Promise<void> {
    return this.#person.look();
  }

  /** Goes; going twice is fine. */
  async leave(): Promise<void> {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    await this.#person.leave();
    this.#record.close();
  }
}
