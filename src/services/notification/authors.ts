// Who said the message that another one answers.
import { decodeEvent } from "../../core/event.ts";
import type { MessageLog } from "../../core/ports.ts";
import { BoundedMap } from "./bounded-map.ts";

const maxRemembered = 20_000;
const maxBytes = 64 * 1024;

/** Remembers who said what lately; the rest is in the log. */
export class Authors {
  readonly #log: Pick<MessageLog, "read">;
  readonly #known = new BoundedMap<string, string>(maxRemembered);

  constructor(log: Pick<MessageLog, "read">) {
    this.#log = log;
  }

  /** A message came by. */
  said(channelId: string, seq: number, authorId: string): void {
    this.#known.set(`${channelId} ${seq}`, authorId);
  }

  /** Undefined if nothing has this seq. Rejects if the log cannot be read. */
  async of(channelId: string, seq: number): Promise<string | undefined> {
    const known = this.#known.get(`${channelId} ${seq}`);
    if (known !== undefined) return known;
    const { events } = await this.#log.read(channelId, { after: seq - 1, through: seq, maxEvents: 1, maxBytes });
    const author = events[0]?.seq === seq ? decodeEvent(events[0].bytes).actorId : undefined;
    if (author !== undefined) this.said(channelId, seq, author);
    return author;
  }
}
