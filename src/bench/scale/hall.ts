// Everybody who listens: most in a crowd, and a few in this process, who came first or last, to time what they hear.
import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import { dueOf } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import type { Run } from "../scenario.ts";
import { Crowd } from "./crowd.ts";
import { openSwiftLine } from "./lines.ts";
import { Person } from "./person.ts";

/** Observers on each side of the crowd: those who come first are served first, those who come last, last. */
const observersAtEachEnd = 5;
const lookMs = 20;

/** What was heard by all together since they came. */
export interface Heard {
  readonly received: number;
  readonly frames: number;
}

/** People on a connection each. */
export class Hall {
  /** From due to heard, by the observers; put another in its place to begin anew. */
  latency = new Latency();
  readonly #crowd: Crowd;
  readonly #observers: readonly Person[];

  private constructor(crowd: Crowd, observers: readonly Person[]) {
    this.#crowd = crowd;
    this.#observers = observers;
  }

  /** Connects one person a token; the run cuts them. */
  static async open(run: Run, address: string, tokens: readonly string[]): Promise<Hall> {
    let hall: Hall | undefined;
    const onEvent = ({ body }: Event) => {
      if (body.case === "messagePosted") hall?.latency.record(dueOf(body.value.text), performance.now());
    };
    const observe = async (token: string): Promise<Person> => {
      const person = new Person({ address, token, open: openSwiftLine, onEvent });
      run.after(async () => person.cut());
      await person.connect();
      return person;
    };
    const first = await Promise.all(tokens.slice(0, observersAtEachEnd).map(observe));
    const crowd = await Crowd.open(address, tokens.slice(observersAtEachEnd, -observersAtEachEnd));
    run.after(async () => crowd.close());
    const last = await Promise.all(tokens.slice(-observersAtEachEnd).map(observe));
    hall = new Hall(crowd, [...first, ...last]);
    return hall;
  }

  /** Resolves when all together have heard so much: as nobody hears anything twice, everybody has everything then. */
  async hears(received: number, withinMs: number): Promise<Heard> {
    const giveUpAtMs = performance.now() + withinMs;
    for (;;) {
      const heard = await this.#count();
      if (heard.received === received) return heard;
      if (heard.received > received || performance.now() > giveUpAtMs)
        throw new Error(`${heard.received} deliveries came, not ${received}`);
      await sleep(lookMs);
    }
  }

  async #count(): Promise<Heard> {
    let { received, frames } = await this.#crowd.count();
    for (const observer of this.#observers) {
      if (observer.failure) throw observer.failure;
      received += observer.received;
      frames += observer.frames;
    }
    return { received, frames };
  }
}
