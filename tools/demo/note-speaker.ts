// A person with the note client of examples/older, as a process: lines are typed to it, and what it prints is read.
import type { Backstage } from "./backstage.ts";
import type { LineProgram } from "./line-program.ts";
import type { DemoRecord } from "./record.ts";
import { lobby, type Place, type Speaker } from "./speaker.ts";
import { until } from "./until.ts";

/** Speaks in the lobby only: its protocol has one room. */
export class NoteSpeaker implements Speaker {
  readonly name: string;
  readonly door = "chat-server";
  readonly #record: DemoRecord;
  readonly #program: LineProgram;
  readonly #waiting = new Map<string, () => void>();

  constructor(backstage: Backstage, address: string, name: string, record: DemoRecord) {
    this.name = name;
    this.#record = record;
    record.enter(name, this.door, { hasEcho: true });
    const args = ["--server", address, "--name", name];
    this.#program = backstage.start("examples/older/note-client.ts", args, { onLine: (line) => this.#read(line) });
  }

  say({ channelId }: Place, text: string): Promise<void> {
    this.#record.said(this.name, channelId, text);
    this.#program.type(text);
    return new Promise((resolve) => this.#waiting.set(text, resolve));
  }

  /** It replays all and waits by itself: what counts is that it hears what is said last. */
  async isThere(): Promise<void> {
    const heard = this.#record.seenBy(this.name);
    const text = `${this.name} is here (${heard})`;
    await this.say(lobby, text);
    await until(
      () => this.#record.hasSeen(this.name, text),
      () => `${this.name} hears their own line\n${this.#program.screen().slice(-1_000)}`,
    );
  }

  async close(): Promise<void> {
    await this.#program.finish();
  }

  #read(line: string): void {
    const [, kind, text = ""] = /^([RS?])\[.*?\] (.*)$/.exec(line) ?? [];
    if (kind === "R") return this.#record.saw(this.name, lobby.channelId, text);
    this.#record.settled(text, kind === "S" ? "acknowledged" : "unsure");
    this.#waiting.get(text)?.();
    this.#waiting.delete(text);
  }
}
