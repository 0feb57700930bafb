// What a node of a fleet tells the others of sessions: one may have its streams at one node and beat at another.

/** A client that came or went. */
export interface ClientNews {
  readonly client: string;
  readonly ageMs: number;
}

/** What happened to a session at one node. */
export interface SessionNews {
  readonly sessionId: string;
  /** Its first stream there was opened, or its last one has ended. */
  readonly streams: boolean | undefined;
  readonly beating: readonly ClientNews[];
  /** Clients that went on purpose. */
  readonly left: readonly ClientNews[];
  /** Said because of another node's news: nobody answers that. */
  readonly answer: boolean;
}

interface Gathered {
  streams: boolean | undefined;
  /** When clients came, or went. */
  readonly beating: Map<string, number>;
  readonly left: Map<string, number>;
  answer: boolean;
}

const maxClients = 50;

/** Gathers what is to be told; without other nodes nobody asks for one. */
export class OwnNews {
  readonly #now: () => number;
  readonly #news = new Map<string, Gathered>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The session's first stream was opened, or its last one has ended. */
  streams(sessionId: string, open: boolean, answer = false): void {
    this.#of(sessionId, answer).streams = open;
  }

  /** A client of the session is here, since `atMs`. */
  beats(sessionId: string, client: string, atMs: number, answer = false): void {
    const { beating, left } = this.#of(sessionId, answer);
    left.delete(client);
    if (beating.size < maxClients) beating.set(client, atMs);
  }

  /** A client of the session goes on purpose. */
  leaves(sessionId: string, client: string): void {
    const { beating, left } = this.#of(sessionId, false);
    beating.delete(client);
    if (left.size < maxClients) left.set(client, this.#now());
  }

  /** Takes the news of so many sessions at most. */
  take(count: number): SessionNews[] {
    const taken: SessionNews[] = [];
    for (const [sessionId, { streams, beating, left, answer }] of this.#news) {
      if (taken.length >= count) break;
      this.#news.delete(sessionId);
      taken.push({ sessionId, streams, beating: this.#aged(beating), left: this.#aged(left), answer });
    }
    return taken;
  }

  /** How many sessions there are news of: for tests of leaks. */
  get size(): number {
    return this.#news.size;
  }

  #of(sessionId: string, answer: boolean): Gathered {
    const known = this.#news.get(sessionId);
    const news = known ?? { streams: undefined, beating: new Map(), left: new Map(), answer };
    news.answer &&= answer;
    this.#news.set(sessionId, news);
    return news;
  }

  #aged(clients: ReadonlyMap<string, number>): ClientNews[] {
    return Array.from(clients, ([client, atMs]) => ({ client, ageMs: Math.max(0, Math.round(this.#now() - atMs)) }));
  }
}
