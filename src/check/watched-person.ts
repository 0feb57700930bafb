// A person whose every send and sight is written down for the judge.
import type { ChatClient, ChatEvent, ChatEventOf, LogEvent } from "../clients/sdk/index.ts";
import type { ClientHistory, DeclaredHole, SeenEvent, SentMessage } from "./history.ts";

/** Records what a client sends and sees; give `listener` to the client when it is made. */
export class WatchedPerson {
  readonly name: string;
  readonly #steps: (SeenEvent | DeclaredHole)[] = [];
  readonly #sent: { sender: string; channelId: string; id: string; acknowledged: number | undefined }[] = [];
  readonly #byId = new Map<string, { acknowledged: number | undefined }>();
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
    const sent = { sender: this.name, channelId, id, acknowledged: undefined };
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

function placeOf({ channelId, after, through }: ChatEventOf<"gap">) {
  return { channelId, after, through };
}
