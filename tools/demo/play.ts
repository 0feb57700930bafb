// The acts of the demo, one after the other; each line on the screen names the door at which something was done.
import { setTimeout as sleep } from "node:timers/promises";
import type { Backstage } from "./backstage.ts";
import { DemoServer } from "./demo-server.ts";
import { People } from "./people.ts";
import { DemoRecord, type Stored } from "./record.ts";
import { lobby, type Place, type Speaker } from "./speaker.ts";
import { until } from "./until.ts";
import { verdictOf } from "./verdict.ts";

const linesEach = 150;
const acknowledgedBeforeKill = 250;
const deadMs = 500;

const otherDoors = [
  { door: "agg-funcs", example: "sum-and-multiply", args: [] },
  { door: "agg-funcs", example: "four-shapes", args: ["ann", "bob"] },
  { door: "route-guide", example: "people", args: ["Alice", "Bob"] },
  { door: "notification", example: "notification-client", args: ["--seconds", "0.2"] },
];

/** Played once. */
export class Play {
  readonly #backstage: Backstage;
  readonly #server: DemoServer;
  readonly #record = new DemoRecord();

  constructor(backstage: Backstage) {
    this.#backstage = backstage;
    this.#server = new DemoServer(backstage);
  }

  /** Resolves to whether the promise was kept; rejects when something did not happen that had to. */
  async run(): Promise<boolean> {
    const startedAt = performance.now();
    tell("madang", `serves after ${await this.#server.start()} ms at ${this.#server.address}, all doors open`);
    await this.#showOtherDoors();
    const people = await this.#enter();
    await this.#talk(people, lobby, "hello everybody", people.all);
    const channel = await this.#openChannel(people);
    await this.#talkThroughKill(people, channel);
    await this.#talk(people, lobby, "I am back", people.all);
    const second = await this.#openChannel(people);
    const isGood = this.#judge(await storedOf(people, [lobby, channel, second]));
    await people.leave();
    tell("madang", `the demo took ${Math.round((performance.now() - startedAt) / 1_000)} s`);
    return isGood;
  }

  async #showOtherDoors(): Promise<void> {
    const shows = otherDoors.map(({ door, example, args }) => {
      const all = ["--server", this.#server.address, ...args];
      return { door, program: this.#backstage.start(`examples/older/${example}.ts`, all) };
    });
    for (const { door, program } of shows) {
      if ((await program.finish()) !== 0) throw new Error(program.screen());
      for (const line of program.lines) tell(door, line);
    }
  }

  async #enter(): Promise<People> {
    const people = await People.enter(this.#backstage, this.#server.address, this.#record);
    tell("madang", `${people.sdk.name} is here with the SDK`);
    tell("chatting", `consoles ${namesOf(people.inChannels)} are here, one of them a program of its own`);
    await Promise.all(people.notes.map((each) => each.isThere()));
    tell("chat-server", `windows ${namesOf(people.notes)} are here, each a program of its own`);
    return people;
  }

  async #talk(people: People, place: Place, what: string, who: readonly Speaker[]): Promise<void> {
    const where = place.number === 0 ? "the lobby" : `channel ${place.number}`;
    for (const speaker of who) {
      const text = `${what}, it's ${speaker.name} in ${where}`;
      await people.say(speaker, place, text, who);
      tell(speaker.door, `${speaker.name} says "${text}", heard by ${namesOf(who.filter((each) => each !== speaker))}`);
    }
  }

  async #openChannel(people: People): Promise<Place> {
    const place = await people.openChannel();
    const guests = [...people.inChannels.slice(1), people.sdk];
    tell("chatting", `${people.consoles[0].name} made channel ${place.number}; ${namesOf(guests)} joined it`);
    await this.#talk(people, place, "hello", [...people.inChannels, people.sdk]);
    return place;
  }

  async #talkThroughKill(people: People, channel: Place): Promise<void> {
    const said = this.#sayMuch(people, channel);
    const enough = this.#record.count("acknowledged") + acknowledgedBeforeKill;
    const has = () => this.#record.count("acknowledged");
    await until(
      () => has() >= enough,
      () => `${has()} of ${enough} lines are acknowledged`,
    );
    await this.#server.kill();
    tell("madang", `kill -9: ${has()} lines acknowledged, ${said.pending()} under way`);
    await sleep(deadMs);
    // Their protocol has no history: what is said until they are back is not brought to them.
    for (const { name } of people.inChannels)
      for (const { channelId } of [lobby, channel]) this.#record.left(name, channelId);
    tell("madang", `serves again after ${await this.#server.start()} ms, at the same place with the same data`);
    await Promise.all(people.all.map((each) => each.isThere()));
    tell("madang", `${namesOf(people.all)} are back, each as the same person as before`);
    await said.all;
    tell("madang", `${has()} lines acknowledged now, ${said.pending()} under way`);
  }

  #sayMuch(people: People, channel: Place): { all: Promise<unknown>; pending: () => number } {
    let pending = 0;
    const talkers = people.all.filter((each) => each !== people.typed);
    const all = talkers.flatMap((speaker) =>
      Array.from({ length: linesEach }, async (_, i) => {
        pending++;
        const place = i % 2 === 0 || speaker.door === "chat-server" ? lobby : channel;
        await speaker.say(place, `${speaker.name} counts: ${i + 1}`).finally(() => pending--);
      }),
    );
    return { all: Promise.all(all), pending: () => pending };
  }

  #judge(stored: Stored): boolean {
    const { isGood, lines } = verdictOf(this.#record, stored);
    for (const line of lines) tell("verdict", line);
    return isGood;
  }
}

async function storedOf({ sdk }: People, places: readonly Place[]): Promise<Stored> {
  const texts = places.map(async ({ channelId }) => [channelId, await sdk.texts(channelId)] as const);
  return new Map(await Promise.all(texts));
}

function namesOf(people: readonly Speaker[]): string {
  return people.map(({ name }) => name).join(", ");
}

function tell(door: string, act: string): void {
  console.log(`${door.padEnd(13)} ${act}`);
}
