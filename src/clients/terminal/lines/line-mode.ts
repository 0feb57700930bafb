// The terminal without a screen: lines come in and are said or carried out, what happens goes out line by line.
import type { Readable } from "node:stream";
import { after } from "../../screens/after.ts";
import type { ChatEvent } from "../../sdk/index.ts";
import { lobbyId } from "../commands/channel-commands.ts";
import { needsServer, runCommand, sayingCommands } from "../commands/commands.ts";
import { readTypedLine } from "../commands/typed-line.ts";
import { failureSentence } from "../failure-sentence.ts";
import { Refusal } from "../refusal.ts";
import { untilAborted } from "../until-aborted.ts";
import type { Visit } from "../visit.ts";
import { echoed } from "./echo.ts";
import { EventPrinter, type LineOutput } from "./event-printer.ts";
import { InputLines } from "./input-lines.ts";
import { LineDesk } from "./line-desk.ts";
import { SentLedger } from "./sent-ledger.ts";

/** Where lines come from and go to. */
export interface LinePorts extends LineOutput {
  readonly input: Readable;
  /** Aborts at Ctrl-C. */
  readonly stop: AbortSignal;
  /** How long the end of the input waits for the next acknowledgement. */
  readonly graceMs?: number;
}

const graceMs = 10_000;

/** Why it ends before everything is done. */
type Ending = "stopped" | "late" | "not signed in" | "no channel";

/** Talks until the input ends; resolves to the exit code. The client is connected here and left open. */
export async function lineMode(visit: Visit, ports: LinePorts): Promise<number> {
  const talk = new LineTalk(visit, ports);
  const ending = await talk.run();
  talk.close();
  return talk.exitCode(ending);
}

class LineTalk {
  readonly #visit: Visit;
  readonly #ports: LinePorts;
  readonly #printer: EventPrinter;
  readonly #input: InputLines;
  readonly #ledger = new SentLedger();
  readonly #desk: LineDesk;
  readonly #end = new AbortController();
  readonly #cancels: (() => void)[] = [];
  #cancelGrace: (() => void) | undefined;
  #isBusy = false;
  /** Every line that was meant for us was carried out. */
  #hasAll = false;
  #isClosed = false;

  constructor(visit: Visit, ports: LinePorts) {
    this.#visit = visit;
    this.#ports = ports;
    this.#printer = new EventPrinter(visit, ports);
    this.#desk = new LineDesk(visit, this.#ledger, (error) => this.#printer.failure(error));
    this.#input = new InputLines(ports.input);
    const stop = () => this.#finish("stopped");
    ports.stop.addEventListener("abort", stop);
    this.#cancels.push(() => ports.stop.removeEventListener("abort", stop));
    if (ports.stop.aborted) stop();
  }

  /** Resolves to why it ended before everything was done; undefined: everything was. */
  async run(): Promise<Ending | undefined> {
    const { client, notes } = this.#visit;
    for (const note of notes) this.#ports.complain(note);
    this.#cancels.push(client.listen((event) => this.#hear(event)));
    void this.#input.ended.then(() => !this.#isClosed && this.#startGrace());
    // Why it fails is told by the state.
    client.connect({ timeoutMs: Number.POSITIVE_INFINITY }).catch(() => undefined);
    try {
      await this.#talk();
      return undefined;
    } catch (failure) {
      if (failure !== this.#end.signal.reason) throw failure;
      return this.#end.signal.reason as Ending;
    }
  }

  /** Says what is missing, and is 1 if anything is. */
  exitCode(ending: Ending | undefined): number {
    const { words, outboxPath } = this.#visit;
    const { complain } = this.#ports;
    const { waiting, refused } = this.#ledger;
    const undone = this.#hasAll ? 0 : this.#input.waiting + (this.#isBusy ? 1 : 0);
    if (waiting > 0) complain(outboxPath === undefined ? words.missing(waiting) : words.kept(waiting, outboxPath));
    if (ending === "stopped") return 0;
    if (refused > 0) complain(words.missing(refused));
    if (undone > 0) complain(words.undone(undone));
    return waiting + refused + undone > 0 || ending === "not signed in" || ending === "no channel" ? 1 : 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelGrace?.();
    for (const cancel of this.#cancels) cancel();
    this.#desk.close();
    this.#input.close();
  }

  async #talk(): Promise<void> {
    const { channel } = this.#visit;
    if (channel.toLowerCase() !== lobbyId) await this.#begin(channel);
    for (;;) {
      const line = await this.#until(this.#input.next());
      if (line === undefined) break;
      this.#isBusy = true;
      const goesOn = await this.#carryOut(line);
      this.#isBusy = false;
      this.#progressed();
      if (!goesOn) break;
    }
    this.#hasAll = true;
    this.#startGrace();
    // What an earlier run left is told of by now.
    await new Promise((resolve) => setImmediate(resolve));
    await this.#until(this.#ledger.settled());
    await echoed(this.#visit.client, this.#ledger.acknowledged, this.#end.signal);
  }

  async #begin(channel: string): Promise<void> {
    await this.#command("join", JSON.stringify(channel));
    if (!this.#desk.isSomewhere) this.#finish("no channel");
    this.#end.signal.throwIfAborted();
  }

  /** Resolves to whether more lines are wanted. */
  async #carryOut(line: string): Promise<boolean> {
    const typed = readTypedLine(line);
    if (typed?.kind === "command") return this.#command(typed.name, typed.rest);
    if (!typed) return true;
    await this.#until(this.#ledger.room());
    if (this.#desk.isSomewhere) this.#desk.say(this.#desk.channelId, typed.text);
    else {
      this.#ledger.lost();
      this.#printer.failure(new Refusal("NO_CHANNEL", this.#visit.words.noChannel));
    }
    return true;
  }

  async #command(name: string, rest: string): Promise<boolean> {
    try {
      if (needsServer(name)) await this.#until(this.#visit.client.connect({ timeoutMs: Number.POSITIVE_INFINITY }));
      const answer = await this.#until(runCommand(name, rest, this.#desk));
      this.#printer.answer(answer);
      return answer.type !== "quit";
    } catch (failure) {
      this.#end.signal.throwIfAborted();
      this.#printer.failure(failure);
      if (sayingCommands.has(name)) this.#ledger.lost();
      if (name === "join") this.#desk.lose();
      return true;
    }
  }

  #hear(event: ChatEvent): void {
    this.#ledger.take(event);
    if (event.type === "acknowledged") this.#progressed();
    this.#printer.event(event);
    this.#desk.hear(event);
    if (event.type !== "state" || event.state !== "disconnected" || !event.reason) return;
    const { words } = this.#visit;
    this.#ports.complain(words.signInFailed(failureSentence(event.reason, words)));
    this.#finish("not signed in");
  }

  // As long as something is done or acknowledged, the end may take its time: a server may slow one down.
  #startGrace(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = after(this.#ports.graceMs ?? graceMs, () => this.#finish("late"));
  }

  #progressed(): void {
    if (this.#cancelGrace) this.#startGrace();
  }

  #finish(ending: Ending): void {
    this.#end.abort(ending);
  }

  #until<T>(promise: Promise<T>): Promise<T> {
    return untilAborted(promise, this.#end.signal);
  }
}
