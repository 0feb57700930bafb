// Words that are in no log: who types, who came online, whose session ended, who is in one more channel.

/** Stops listening. */
export type Off = () => void;

/** Passes a signal on to other nodes. */
export type PassOn<Signals> = <Kind extends keyof Signals & string>(
  kind: Kind,
  id: string,
  signal: Signals[Kind],
) => void;

/** Listeners by topic: "channel:<id>", "user:<id>", "session:<id>". Nothing is kept. */
export class Topics<Signals extends Record<string, unknown>> {
  #passOn: PassOn<Signals> | undefined;
  readonly #listeners = new Map<string, Set<(signal: Signals[keyof Signals]) => void>>();

  /** Hears every signal of a topic from now on. */
  on<Kind extends keyof Signals & string>(kind: Kind, id: string, listener: (signal: Signals[Kind]) => void): Off {
    const topic = `${kind}:${id}`;
    const heard = listener as (signal: Signals[keyof Signals]) => void;
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(heard));
    return () => {
      listeners.delete(heard);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }

  /** From now on what is emitted here is passed on too; what others pass on comes by `deliver`. */
  passOn(passOn: PassOn<Signals>): void {
    this.#passOn = passOn;
  }

  /** Tells everybody who listens to a topic, now, and other nodes. */
  emit<Kind extends keyof Signals & string>(kind: Kind, id: string, signal: Signals[Kind]): void {
    this.deliver(kind, id, signal);
    this.#passOn?.(kind, id, signal);
  }

  /** Tells those of this process who listen to a topic, now. */
  deliver<Kind extends keyof Signals & string>(kind: Kind, id: string, signal: Signals[Kind]): void {
    const listeners = this.#listeners.get(`${kind}:${id}`);
    if (listeners) for (const listener of [...listeners]) listener(signal);
  }

  /** Whether somebody listens to a topic. */
  isHeard(kind: keyof Signals & string, id: string): boolean {
    return this.#listeners.has(`${kind}:${id}`);
  }

  /** How many listen to a topic. */
  countOf(kind: keyof Signals & string, id: string): number {
    return this.#listeners.get(`${kind}:${id}`)?.size ?? 0;
  }

  /** How many topics somebody listens to: for tests of leaks. */
  get size(): number {
    return this.#listeners.size;
  }
}
