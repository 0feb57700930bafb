// A person at an older door: lines without ids, which nobody can say again, and streams without a place to go on from.
import type { DescMessage, DescMethodServerStreaming, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { grpcTransport, type Transport } from "../../clients/sdk/index.ts";
import type { ChatError } from "../../core/chat-error.ts";
import { idOf } from "../record/message-id.ts";
import type { Actor, ActorParts, Heads } from "./actor.ts";
import { awaitUntil } from "./await-until.ts";
import { isCertain } from "./observe-event.ts";

const callMs = 8_000;
const comeBackMs = 200;

/** What one kind of door adds: how to come in, to speak and to listen. */
export abstract class DoorPerson implements Actor {
  protected readonly parts: ActorParts;
  protected readonly transport: Transport;
  readonly #gone = new AbortController();
  #lines = 0;
  #lane = 0;
  #streams = 0;
  #streamsAtEnd = 0;
  #saying: Promise<void> = Promise.resolve();
  #waiting = 0;
  #heardLast = "";

  constructor(parts: ActorParts) {
    this.parts = parts;
    this.transport = grpcTransport(parts.address);
  }

  /** Whether a new stream is told everything from the first line on. */
  protected abstract readonly replays: boolean;

  abstract enter(): Promise<void>;

  /** Says a line; rejects when nobody knows what became of it. */
  protected abstract say(line: string): Promise<unknown>;

  /** One line at a time: who does not know about the last one says the next one all the same. */
  act(): void {
    if (this.#waiting > 3) return;
    this.#waiting++;
    this.#saying = this.#saying.then(() => this.#sayNext()).finally(() => this.#waiting--);
  }

  async settle(): Promise<Heads> {
    this.#streamsAtEnd = this.#streams;
    await this.#saying;
    return {};
  }

  async catchUp(_heads: Heads, lastLine: string): Promise<void> {
    // To a stream that begins after a line was said it is owed only where lines are told again.
    const isExcused = () => !this.replays && this.#streams > this.#streamsAtEnd;
    if (!(await awaitUntil(() => this.#heardLast === lastLine || isExcused(), this.parts.patienceMs)))
      this.parts.note({ what: "fault", sentence: `never heard the last line of all, ${lastLine}` });
  }

  async look(): Promise<void> {}

  async leave(): Promise<void> {
    this.#gone.abort();
    this.transport.close();
  }

  /** Listens from now on, and again whenever that ends. */
  protected listen<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
    line: ((message: MessageShape<O>) => string | undefined) | undefined,
  ): void {
    const stream = line ? ++this.#streams : 0;
    if (line) this.parts.note({ what: "listen", stream });
    this.transport.serverStream(method, request, {
      token: undefined,
      signal: this.#gone.signal,
      onMessage: (message) => {
        const id = line?.(message)?.split(" ", 1)[0];
        if (id === undefined || id === "") return;
        this.parts.note({ what: "heard", stream, id });
        this.#heardLast = id;
      },
      onEnd: (error) => {
        this.#ended(error);
        setTimeout(() => this.#again(() => this.listen(method, request, line)), comeBackMs);
      },
    });
  }

  /** Calls until there is an answer. */
  protected async untilAnswered<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (isCertain(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, comeBackMs));
      }
    }
  }

  protected get call() {
    return { token: undefined, timeoutMs: callMs };
  }

  #again(listen: () => void): void {
    if (!this.#gone.signal.aborted) listen();
  }

  #ended(error: ChatError | undefined): void {
    if (error?.code === "INTERNAL") this.parts.note({ what: "fault", sentence: `met ${String(error)}` });
  }

  async #sayNext(): Promise<void> {
    const { note, person, life, name } = this.parts;
    const id = idOf(person, life, ++this.#lines);
    note({ what: "ask", channelId: "lobby", id, lane: `${name}/${this.#lane}` });
    try {
      await this.say(id);
      note({ what: "ack", channelId: "lobby", id });
    } catch (error) {
      if (isCertain(error)) note({ what: "refused", channelId: "lobby", id, reason: error.reason });
      // A line that nobody knows of may still arrive: what is said next has no order with it.
      else this.#lane++;
    }
  }
}
