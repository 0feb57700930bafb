// What was said in the demo, and what each person saw of it, written down for the judge.
import type { ClientHistory, DeclaredHole, RunHistory, SeenEvent } from "../../src/check/history.ts";

/** What became of a line: the server said that it has it, or the answer was cut off and nobody knows. */
type Fate = "asked" | "acknowledged" | "unsure";

interface Line {
  readonly by: string;
  readonly channelId: string;
  fate: Fate;
}

/** What somebody saw, in order; no text: from here until the next line they were away. */
interface Sight {
  readonly channelId: string;
  readonly text: string | undefined;
}

interface Witness {
  readonly door: string;
  readonly hasEcho: boolean;
  readonly sights: Sight[];
  readonly texts: Set<string>;
}

/** What is stored, by channel: the texts in their order. */
export type Stored = ReadonlyMap<string, readonly string[]>;

/** Older protocols have no ids: here no two lines are the same, and so the text is the id. */
export class DemoRecord {
  readonly lines = new Map<string, Line>();
  readonly #witnesses = new Map<string, Witness>();

  /** Somebody sees from now on all that is said where they are; without echo, not their own lines. */
  enter(name: string, door: string, { hasEcho }: { readonly hasEcho: boolean }): void {
    this.#witnesses.set(name, { door, hasEcho, sights: [], texts: new Set() });
  }

  /** Somebody says a line. */
  said(by: string, channelId: string, text: string): void {
    if (this.lines.has(text)) throw new Error(`Two lines of the demo are the same: ${text}`);
    this.lines.set(text, { by, channelId, fate: "asked" });
  }

  /** The server answered, or never will. */
  settled(text: string, fate: "acknowledged" | "unsure"): void {
    const line = this.lines.get(text);
    if (line) line.fate = fate;
  }

  /** Somebody sees a line. */
  saw(name: string, channelId: string, text: string): void {
    const { sights, texts } = this.#witness(name);
    sights.push({ channelId, text });
    texts.add(text);
  }

  /** Somebody whose protocol has no place to resume from is away: what is said until they see the next line is not owed. */
  left(name: string, channelId: string): void {
    this.#witness(name).sights.push({ channelId, text: undefined });
  }

  /** Whether they saw this line, or had no need to. */
  hasSeen(name: string, text: string): boolean {
    const { hasEcho, texts } = this.#witness(name);
    return texts.has(text) || (!hasEcho && this.lines.get(text)?.by === name);
  }

  /** How many lines have had this fate, of everybody or of one. */
  count(fate: Fate, by?: string): number {
    return [...this.lines.values()].filter((line) => line.fate === fate && (by === undefined || line.by === by)).length;
  }

  /** The doors by which people came, with their names. */
  get doors(): Map<string, string[]> {
    const doors = new Map<string, string[]>();
    for (const [name, { door }] of this.#witnesses) doors.set(door, [...(doors.get(door) ?? []), name]);
    return doors;
  }

  /** How many lines somebody saw. */
  seenBy(name: string): number {
    return this.#witness(name).texts.size;
  }

  /** How many lines of others were stored in their channels that somebody never saw. */
  missedBy(name: string, stored: Stored): number {
    const channels = new Set(this.#witness(name).sights.map(({ channelId }) => channelId));
    const texts = [...stored].flatMap(([channelId, all]) => (channels.has(channelId) ? all : []));
    return texts.filter((text) => !this.hasSeen(name, text)).length;
  }

  /** Whether somebody was away for a while. */
  wasAway(name: string): boolean {
    return this.#witness(name).sights.some(({ text }) => text === undefined);
  }

  /** The whole run as the judge reads it; a line's place is how many lines are stored up to it. */
  history(stored: Stored): RunHistory {
    const places = new Places(stored);
    const sent = [...this.lines].map(([id, { by, channelId, fate }]) => {
      const place = places.of(channelId, id);
      // Acknowledged and not there: a place that nobody can have seen.
      const acknowledged = fate === "acknowledged" ? (place ?? places.count(channelId) + 1) : undefined;
      return { sender: by, channelId, id, acknowledged };
    });
    return { sent, clients: [...this.#witnesses.keys()].map((name) => this.#historyOf(name, stored, places)) };
  }

  #historyOf(name: string, stored: Stored, places: Places): ClientHistory {
    const { hasEcho, sights } = this.#witness(name);
    const channels = [...stored.keys()].filter((channelId) => sights.some((sight) => sight.channelId === channelId));
    const steps = channels.flatMap((channelId) => {
      const seen = placed(
        sights.filter((sight) => sight.channelId === channelId),
        channelId,
        places,
      );
      const texts = stored.get(channelId) ?? [];
      const own = texts.flatMap((text, i) => (this.lines.get(text)?.by === name ? [i + 1] : []));
      return [...holesOf([...seen.notOwed, ...(hasEcho ? [] : own)], channelId), ...seen.events];
    });
    return { client: name, steps, followed: new Map(channels.map((channelId) => [channelId, 0])) };
  }

  #witness(name: string): Witness {
    const witness = this.#witnesses.get(name);
    if (!witness) throw new Error(`${name} is not in the demo.`);
    return witness;
  }
}

/** Where lines stand. */
class Places {
  readonly #stored: Stored;
  readonly #places = new Map<string, number[]>();

  constructor(stored: Stored) {
    this.#stored = stored;
    for (const [channelId, texts] of stored)
      texts.forEach((text, i) => {
        const key = `${channelId} ${text}`;
        this.#places.set(key, [...(this.#places.get(key) ?? []), i + 1]);
      });
  }

  /** Of a line that is stored twice the second sight is that of the second. */
  of(channelId: string, text: string, sight = 0): number | undefined {
    const places = this.#places.get(`${channelId} ${text}`);
    return places?.[Math.min(sight, places.length - 1)];
  }

  count(channelId: string): number {
    return this.#stored.get(channelId)?.length ?? 0;
  }
}

function placed(sights: readonly Sight[], channelId: string, places: Places) {
  const events: SeenEvent[] = [];
  const notOwed: number[] = [];
  const times = new Map<string, number>();
  let last = 0;
  let isAway = false;
  for (const { text } of sights) {
    if (text === undefined) {
      isAway = true;
      continue;
    }
    const sight = times.get(text) ?? 0;
    times.set(text, sight + 1);
    // What was seen and is not stored stands behind everything.
    const seq = places.of(channelId, text, sight) ?? places.count(channelId) + 1;
    if (isAway) for (let place = last + 1; place < seq; place++) notOwed.push(place);
    isAway = false;
    last = seq;
    events.push({ step: "event", channelId, seq, id: text, isMessage: true });
  }
  if (isAway) for (let place = last + 1; place <= places.count(channelId); place++) notOwed.push(place);
  return { events, notOwed };
}

/** The judge wants holes that hang together as one. */
function holesOf(notOwed: readonly number[], channelId: string): DeclaredHole[] {
  const holes: { step: "hole"; channelId: string; after: number; through: number; messagesFollow: false }[] = [];
  for (const place of [...new Set(notOwed)].sort((a, b) => a - b)) {
    const last = holes.at(-1);
    if (last?.through === place - 1) last.through = place;
    else holes.push({ step: "hole", channelId, after: place - 1, through: place, messagesFollow: false });
  }
  return holes;
}
