// A person with the console of examples/older, as a process: it says of no line whether the server has it.
import type { Backstage } from "./backstage.ts";
import type { LineProgram } from "./line-program.ts";
import type { DemoRecord } from "./record.ts";
import { lobby, type Place, type Speaker } from "./speaker.ts";
import { until } from "./until.ts";

/** Types what a person would type. */
export class TypedConsole implements Speaker {
  readonly name: string;
  readonly door = "chatting";
  readonly #record: DemoRecord;
  readonly #program: LineProgram;

  /** Starts the console; resolves when it has its index. */
  static async enter(backstage: Backstage, agent: string, record: DemoRecord): Promise<TypedConsole> {
    let hear = (_line: string): void => undefined;
    const onLine = (line: string) => hear(line);
    const program = backstage.start("examples/older/console.ts", ["--agent", agent], { onLine });
    const line = await program.prints((each) => each.startsWith("my index is"), "the console's index");
    const typed = new TypedConsole(line.replace("my index is ", ""), program, record);
    hear = (each) => typed.#read(each);
    await typed.isThere();
    return typed;
  }

  private constructor(name: string, program: LineProgram, record: DemoRecord) {
    this.name = name;
    this.#program = program;
    this.#record = record;
    record.enter(name, this.door, { hasEcho: false });
  }

  async say({ channelId, number }: Place, text: string): Promise<void> {
    this.#record.said(this.name, channelId, text);
    this.#program.type(number === lobby.number ? `/all ${text}` : text);
  }

  async isThere(): Promise<void> {
    const seen = this.#program.lines.length;
    let asked = 0;
    await until(
      () => {
        // Asked every 200 ms: there is no answer while the server is away.
        if (asked++ % 20 === 0) this.#program.type("/user");
        return this.#program.lines.slice(seen).some((line) => line.startsWith(`user:${this.name} `));
      },
      () => `console ${this.name} is in the lobby\n${this.#program.screen().slice(-1_000)}`,
    );
  }

  /** Joins a channel; resolves when it is there. */
  async join(number: number): Promise<void> {
    this.#program.type(`/join ${number}`);
    const joined = `user ${this.name} joined at channel ${number}`;
    await this.#program.prints((line) => line === joined, joined);
  }

  async close(): Promise<void> {
    await this.#program.finish();
  }

  #read(line: string): void {
    const text = /^-?\d+: (.*)$/.exec(line)?.[1];
    // It prints lines of the lobby and of its channel alike.
    if (text !== undefined) this.#record.saw(this.name, this.#record.lines.get(text)?.channelId ?? "lobby", text);
  }
}
