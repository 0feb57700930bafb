// One who listens to the lobby over the gateway's sockets and knows whether they heard everything.
import { setTimeout as sleep } from "node:timers/promises";
import { within } from "../within.ts";
import { SocketConnection } from "./socket-connection.ts";

const liveMs = 30_000;
const lookMs = 5;

/** One Subscribe stream of a person who is in the lobby alone. Every range must begin where the last one ended. */
export class SocketFollower {
  /** How many events were heard, by the ranges. */
  received = 0;
  /** Why this one does not hear everything. */
  failure: Error | undefined;
  readonly #onText: ((text: string) => void) | undefined;
  readonly #caughtUp = Promise.withResolvers<void>();
  #through = 0;
  #connection: SocketConnection | undefined;

  /** One who has heard nothing yet; `open` connects it. Without `onText` no event is looked at. */
  constructor(onText?: (text: string) => void) {
    this.#onText = onText;
    this.#caughtUp.promise.catch(() => undefined);
  }

  /** Connects, subscribes at the lobby's head and resolves when the stream is live. */
  static async open(address: string, token: string, onText?: (text: string) => void): Promise<SocketFollower> {
    const follower = new SocketFollower(onText);
    const onEnd = (failure: Error) => follower.#fail(failure);
    const connection = await SocketConnection.open(address, { onEvent: (json) => follower.hear(json), onEnd });
    follower.#connection = connection;
    connection.emit("open", 1, "madang.channel.v1.ChannelService/Subscribe", {}, { token });
    await within(follower.#caughtUp.promise, liveMs, "catching up");
    return follower;
  }

  /** Resolves when so many events were heard; rejects if the stream fails, or they do not come in time. */
  async hears(events: number, withinMs: number): Promise<void> {
    const giveUpAtMs = performance.now() + withinMs;
    while (this.received < events && !this.failure && performance.now() < giveUpAtMs) await sleep(lookMs);
    if (this.failure) throw this.failure;
    if (this.received !== events) throw new Error(`${this.received} events were heard, not ${events}`);
  }

  /** Takes the next event of the socket. */
  hear(json: Buffer): void {
    const alone = this.#onText ? undefined : onlyRange(json);
    if (alone) this.#advance(alone[0], alone[1]);
    else this.#hearAll(JSON.parse(json.toString()) as Packet);
  }

  /** Cuts the connection. */
  close(): void {
    this.#connection?.close();
  }

  #hearAll([event, , body]: Packet): void {
    if (event !== "message") return this.#fail(new Error(`the server says ${event}`));
    const { heads = [], ranges = [], caughtUp, ...rest } = body;
    for (const { cursor = 0 } of heads) this.#through = Number(cursor);
    for (const { after = 0, through, events = [] } of ranges) {
      if (events.length !== Number(through) - Number(after)) this.#fail(new Error("a range lacks an event"));
      this.#advance(Number(after), Number(through));
      for (const { messagePosted } of events) if (messagePosted) this.#onText?.(messagePosted.text);
    }
    if (rest.gaps || rest.reset || rest.closing) this.#fail(new Error(`cut off: ${Object.keys(rest).join()}`));
    if (caughtUp) this.#caughtUp.resolve();
  }

  #advance(after: number, through: number): void {
    if (after !== this.#through) this.#fail(new Error(`a range begins after ${after}, not after ${this.#through}`));
    this.received += through - after;
    this.#through = through;
  }

  #fail(failure: Error): void {
    this.failure ??= failure;
    this.#caughtUp.reject(failure);
  }
}

/** An event of the gateway, as far as it is looked at. */
type Packet = readonly [
  event: string,
  id: number,
  body: {
    readonly heads?: readonly { readonly cursor?: string }[];
    readonly ranges?: readonly {
      readonly after?: string;
      readonly through: string;
      readonly events?: readonly { readonly messagePosted?: { readonly text: string } }[];
    }[];
    readonly caughtUp?: object;
    readonly gaps?: object;
    readonly reset?: object;
    readonly closing?: object;
  },
];

const oneRange =
  /^\["message",1,\{"ranges":\[\{"channelId":"[^"]*",(?:"after":"(\d+)",)?"through":"(\d+)","events":\[\{/;
const headLength = 160;

/** The range of a message that holds one and nothing else; undefined for all others. Its events are not parsed. */
function onlyRange(json: Buffer): [after: number, through: number] | undefined {
  const [, after = "0", through] = oneRange.exec(json.toString("latin1", 0, headLength)) ?? [];
  const isAlone = json.subarray(-5).equals(end) && json.lastIndexOf(another) < 0;
  return through !== undefined && isAlone ? [Number(after), Number(through)] : undefined;
}

const end = Buffer.from("]}]}]");
const another = Buffer.from('},{"channelId":"');
