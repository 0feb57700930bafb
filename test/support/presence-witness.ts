// Somebody who watches a channel and keeps how each person in it was shown, and when; and programs of those people.
import { setTimeout as sleep } from "node:timers/promises";
import type { PresencePicture } from "../../src/clients/sdk/index.ts";
import { Person } from "./person.ts";
import { eventually, RunningCommand } from "./running-command.ts";

const sdk = new URL("../../src/clients/sdk/index.ts", import.meta.url).href;

/** How somebody is shown. */
export type Shown = "here" | "online" | "offline";

/** Watches until it leaves. */
export class PresenceWitness {
  readonly person: Person;
  readonly channelId: string;
  readonly #history = new Map<string, Shown[]>();
  #picture: PresencePicture | undefined;

  private constructor(person: Person, channelId: string) {
    this.person = person;
    this.channelId = channelId;
    person.client.watchPresence(channelId, (picture) => this.#take(picture));
  }

  /** Makes a channel and watches it, or watches the lobby. */
  static async enter(address: string, name: string, isLobby = false): Promise<PresenceWitness> {
    const person = await Person.enter(address, name);
    const room = isLobby ? undefined : await person.client.createChannel({ name: `room-of-${name}` });
    return new PresenceWitness(person, room?.channelId ?? "lobby");
  }

  /** How the person is shown now. */
  shown(name: string): Shown {
    const person = this.#picture?.people.find((one) => one.name === name);
    if (!person?.online) return "offline";
    return person.here ? "here" : "online";
  }

  /** How the person was shown since `forget`, each time that it was different. */
  history(name: string): readonly Shown[] {
    return this.#history.get(name) ?? [];
  }

  /** Begins these people's histories anew, with how they are shown now. */
  forget(...names: readonly string[]): void {
    for (const name of names) this.#history.set(name, [this.shown(name)]);
  }

  /** Resolves to how long it took, in milliseconds; rejects after `withinMs`. */
  async sees(name: string, shown: Shown, withinMs = 4_000): Promise<number> {
    const sinceMs = performance.now();
    const state = () =>
      `${name} should be ${shown}, was ${this.history(name).join(", ")}: ${JSON.stringify(this.#picture)}`;
    await eventually(() => this.shown(name) === shown, withinMs, state);
    return performance.now() - sinceMs;
  }

  leave(): Promise<void> {
    return this.person.leave();
  }

  #take(picture: PresencePicture): void {
    this.#picture = picture;
    const names = new Set([...this.#history.keys(), ...picture.people.map(({ name }) => name)]);
    for (const name of names) {
      const history = this.#history.get(name) ?? [];
      if (history.at(-1) !== this.shown(name)) this.#history.set(name, [...history, this.shown(name)]);
    }
  }
}

/** A program of a person that is in the channel, and has it open unless it is said to never beat. */
export async function startPresent(
  address: string,
  name: string,
  { channelId, beats = true }: { readonly channelId: string; readonly beats?: boolean },
): Promise<RunningCommand> {
  const program = `
    import { connect, socketIoTransport } from ${JSON.stringify(sdk)};
    const address = ${JSON.stringify(address)};
    const way = address.startsWith("http") ? { transport: socketIoTransport(address) } : { address };
    const guest = { name: ${JSON.stringify(name)}, token: ${JSON.stringify(`the-token-of-${name}`)} };
    const client = await connect({ ...way, guest });
    await client.joinChannel(${JSON.stringify(channelId)});
    if (${beats}) await client.setOpenChannels([${JSON.stringify(channelId)}]);
    console.log("there");`;
  const place = { cwd: process.cwd(), env: process.env };
  const running = new RunningCommand(process.execPath, ["--input-type=module", "--eval", program], place);
  await running.prints("there\n");
  return running;
}

/** Waits until so much time has passed since a moment of `performance.now()`. */
export async function untilMs(sinceMs: number, passedMs: number): Promise<void> {
  await sleep(Math.max(0, sinceMs + passedMs - performance.now()));
}
