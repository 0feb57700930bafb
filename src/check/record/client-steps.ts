// Makes the judge's history of one client out of what was written down: what it saw, and what is not owed to it.
import type { ClientHistory, DeclaredHole, Step } from "../history.ts";
import { actId, messageId } from "./message-id.ts";
import type { Recorded } from "./observation.ts";

/** Somebody who is not in a channel: since which seq, and whether it was they who asked to leave. */
interface Away {
  readonly after: number;
  readonly asked: boolean;
}

/** Takes what one client did and saw, in its order. */
export class ClientSteps {
  readonly #client: string;
  readonly #steps: Step[] = [];
  readonly #holes: DeclaredHole[] = [];
  readonly #followed = new Map<string, number>();
  readonly #lastSeen = new Map<string, number>();
  readonly #away = new Map<string, Away>();

  constructor(client: string) {
    this.#client = client;
  }

  /** Takes the next one; what is of no use to the judge is left out. */
  take(record: Recorded): void {
    switch (record.what) {
      case "follow":
        return this.#follow(record.channelId, record.seq);
      case "leave":
      case "left":
        return this.#leave(record.channelId, record.what === "leave");
      case "died":
      case "reset":
        // Whoever was told to forget everything is owed what comes after the heads that they are told then.
        for (const channelId of this.#followed.keys()) this.#leave(channelId, true);
        return;
      case "gap":
        this.#begin(record.channelId, record.after);
        this.#hole(record.channelId, record.after, record.through, record.filled);
        return;
      case "event": {
        const { channelId, seq, type } = record;
        this.#begin(channelId, seq - 1);
        this.#comesBack(channelId, seq);
        this.#lastSeen.set(channelId, Math.max(this.#lastSeen.get(channelId) ?? 0, seq));
        this.#steps.push({ step: "event", channelId, seq, id: actId(record), isMessage: type === "message" });
        return;
      }
      case "page": {
        const { channelId, after, through, head, knew } = record;
        const messages = record.messages.map((message) => ({ seq: message.seq, id: messageId(message) }));
        this.#steps.push({ step: "page", channelId, after, through, head, knew, messages });
        return;
      }
      default:
    }
  }

  /** All of it. What was not owed comes first: a client may hear of a channel before it is told that it has joined. */
  history(): ClientHistory {
    const gone = [...this.#away].map(([channelId, { after }]) =>
      holeOf(channelId, after, Number.POSITIVE_INFINITY, false),
    );
    return { client: this.#client, steps: [...this.#holes, ...gone, ...this.#steps], followed: this.#followed };
  }

  #follow(channelId: string, seq: number): void {
    this.#begin(channelId, seq);
    const away = this.#away.get(channelId);
    if (!away) return;
    this.#away.delete(channelId);
    this.#hole(channelId, away.after, seq, false);
  }

  #leave(channelId: string, asked: boolean): void {
    if (!this.#away.has(channelId)) this.#away.set(channelId, { after: this.#lastSeen.get(channelId) ?? 0, asked });
  }

  // Who asked to leave may still be told what was under way; only the answer to their joining says from where on all is owed.
  #comesBack(channelId: string, seq: number): void {
    const away = this.#away.get(channelId);
    if (!away || away.asked || seq <= away.after) return;
    this.#away.delete(channelId);
    this.#hole(channelId, away.after, seq - 1, false);
  }

  #begin(channelId: string, after: number): void {
    if (this.#followed.has(channelId)) return;
    this.#followed.set(channelId, 0);
    this.#hole(channelId, 0, after, false);
  }

  #hole(channelId: string, after: number, through: number, messagesFollow: boolean): void {
    if (through > after) this.#holes.push(holeOf(channelId, after, through, messagesFollow));
  }
}

function holeOf(channelId: string, after: number, through: number, messagesFollow: boolean): DeclaredHole {
  return { step: "hole", channelId, after, through, messagesFollow };
}
