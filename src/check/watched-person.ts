// A person whose every send and sight is written down for the judge.
import type { ChatClient, ChatEvent, ChatEventOf, LogEvent } from "../clients/sdk/index.ts";
import { ChatError } from "../core/errors.ts";
import type { ClientHistory, DeclaredHole, SeenEvent, SentMessage } from "./history.ts";

/** A record that is completed when the answer comes. */
type Answered<Record extends SentMessage> = { -readonly [Key in keyof Record]: Record[Key] };

/** Records what a client sends and sees; give `listener` to the client when it is made. */
export class WatchedPerson {
  readonly name: string;
  readonly #steps: (SeenEvent | DeclaredHole)[] = [];
  readonly #sent: Answered<SentMessage>[] = [];
  readonly #byId = new Map<string, Answered<SentMessage>>();
  readonly #followed = new Map<string, number>();
  #isIn = false;

  constructor(name: string) {
    this.name = name;
  }

  /** Hears everything that the client tells. */
  readonly listener = (event: ChatEvent): void => {
    switch (event.type) {
      case "caughtUp":
        this.#isIn = true;
        return;
      case "head":
        this.#sawHead(event.channel);
        return;
      case "pending":
        return this.#asked(event.channelId, event.clientMessageId);
      case "acknowledged": {
        const sent = this.#byId.get(`${event.channelId} ${event.clientMessageId}`);
        if (sent) sent.acknowledged = event.seq;
        return;
      }
      case "failed": {
        const sent = this.#byId.get(`${event.channelId} ${event.clientMessageId}`);
        if (sent) sent.refused = isCertain(event.error);
        return;
      }
      case "gap":
        this.#steps.push({ step: "hole", ...placeOf(event), messagesFollow: event.filled });
        return;
      default:
        if ("clientMessageId" in event && "messages" in event) this.#saw(event);
    }
  };

  /** Sends, and does not wait: what becomes of it is heard. */
  say(client: ChatClient, channelId: string, text: string): void {
    client.send(channelId, text).catch(() => undefined);
  }

  /** What was sent, in order. */
  get sent(): readonly SentMessage[] {
    return this.#sent;
  }

  /** How many sends were acknowledged. */
  get acknowledged(): number {
    return this.#sent.filter(({ acknowledged }) => acknowledged !== undefined).length;
  }

  /** What was seen, in order. */
  history(): ClientHistory {
    return { client: this.name, steps: this.#steps, followed: this.#followed };
  }

  #asked(channelId: string, id: string): void {
    const sent = { sender: this.name, channelId, id, acknowledged: undefined, refused: false };
    this.#sent.push(sent);
    this.#byId.set(`${channelId} ${id}`, sent);
  }

  // Of a channel that was ours from the start everything after its head is owed. One that we joined later begins with
  // the first event that is told.
  #sawHead({ channelId, seq }: { channelId: string; seq: number }): void {
    if (!this.#isIn && !this.#followed.has(channelId)) this.#followed.set(channelId, seq);
  }

  #saw({ channelId, seq, clientMessageId: id, type }: LogEvent): void {
    if (!this.#followed.has(channelId)) this.#followed.set(channelId, seq - 1);
    this.#steps.push({ step: "event", channelId, seq, id, isMessage: type === "message" });
  }
}

/** Whether a failure means that the message is nowhere, and not only that nobody knows. */
function isCertain(error: unknown): boolean {
  return error instanceof ChatError && !["UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"].includes(error.code);
}

function placeOf({ channelId, after, through }: ChatEventOf<"gap">) {
  return { channelId, after, through };
}
