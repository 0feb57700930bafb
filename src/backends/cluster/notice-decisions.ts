// Keeps what was decided on messages: some decisions, or some of the people of one, at a time.
import type { Decision, NoticeSource, Silence } from "../../core/notices.ts";
import { AtMost } from "./at-most.ts";
import type { Cql } from "./cql.ts";
import type { NewItem, NoticeItems } from "./notice-items.ts";
import { codeOf } from "./notice-place.ts";
import { partOf } from "./spread.ts";

/** Some of the people of a decision. */
interface Piece {
  readonly decision: Decision;
  readonly part: number;
  readonly isLast: boolean;
  readonly told: Decision["told"];
  readonly silent: Decision["silent"];
}

/** A person who is told of one thing. */
export interface Telling extends NoticeSource {
  readonly userId: string;
  readonly reason: number;
  readonly dueAtMs: number;
}

/** Some of the people whom another service is to tell. */
export interface HandedOver extends NoticeSource {
  readonly part: number;
  readonly target: string;
  readonly userIds: readonly string[];
  readonly dueAtMs: number;
}

/** What the keeper is given. */
export interface NoticeDecisionsParts {
  readonly cql: Cql;
  readonly items: NoticeItems;
  /** Those of these people who have devices. */
  readonly withDevices: (userIds: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
  /** Lets what is told wait for devices. Told again it changes nothing. */
  readonly tell: (tellings: readonly Telling[], devices: ReadonlyMap<string, readonly string[]>) => Promise<void>;
  /** Lets people wait to be handed over; the same. */
  readonly handOver: (handed: HandedOver) => Promise<void>;
}

interface DecisionRecord {
  readonly seq: bigint;
  readonly part: number;
  readonly complete: boolean | null;
  readonly decided_at_ms: bigint;
}

/** Who is not told and why, as it is kept: [until when, ids] of each silence. */
type SilentPeople = Partial<Record<Silence, [number, string[]][]>>;

const peopleInPart = 1_000;
/** Pieces that go through their steps together. */
const together = { people: 1_000, pieces: 200 };
const writesAtOnce = 48;

/** Decisions over CQL: each step may be done again, so what was cut off is kept to its end when it is kept again. */
export class NoticeDecisions {
  readonly #parts: NoticeDecisionsParts;
  readonly #door = new AtMost(writesAtOnce);

  constructor(parts: NoticeDecisionsParts) {
    this.#parts = parts;
  }

  async keep(decisions: readonly Decision[]): Promise<void> {
    let group: Piece[] = [];
    let people = 0;
    // Of a decision that is begun here nobody has an item yet.
    const known = new Map<string, DecisionRecord>();
    for (const decision of firstOfEach(decisions)) {
      for (const piece of piecesOf(decision)) {
        group.push(piece);
        people += piece.told.length + piece.silent.length;
        if (people < together.people && group.length < together.pieces) continue;
        await this.#keepGroup(group, known);
        group = [];
        people = 0;
      }
    }
    if (group.length > 0) await this.#keepGroup(group, known);
  }

  /** When it was decided on. */
  async decidedAtMs({ sourceId, seq }: Pick<NoticeSource, "sourceId" | "seq">): Promise<number | undefined> {
    const query =
      "SELECT decided_at_ms FROM notice_decisions WHERE source_id = ? AND bucket = ? AND seq = ? AND part = 0";
    const row = await this.#parts.cql.one<DecisionRecord>(query, sourceId, partOf(seq), BigInt(seq));
    return row && Number(row.decided_at_ms);
  }

  /** Why somebody was not told. */
  async silenceOf(userId: string, { sourceId, seq }: NoticeSource) {
    const query = "SELECT silent FROM notice_decisions WHERE source_id = ? AND bucket = ? AND seq = ?";
    for (const { silent } of await this.#parts.cql.all<{ silent: string | null }>(
      query,
      sourceId,
      partOf(seq),
      BigInt(seq),
    )) {
      const found = silent ? silenceIn(silent, userId) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** People with devices who were told of a message. */
  async toldOf(sourceId: string, seq: number): Promise<string[]> {
    const query = "SELECT told FROM notice_decisions WHERE source_id = ? AND bucket = ? AND seq = ?";
    const rows = await this.#parts.cql.all<{ told: string[] | null }>(query, sourceId, partOf(seq), BigInt(seq));
    return [...new Set(rows.flatMap(({ told }) => told ?? []))];
  }

  // What waits for devices is written before the items: who has an item needs nothing more.
  async #keepGroup(pieces: readonly Piece[], known: Map<string, DecisionRecord>): Promise<void> {
    await this.#addKnown(
      known,
      pieces.filter(({ part }) => part === 0),
    );
    const open = pieces.filter(({ decision }) => known.get(keyOf(decision))?.complete !== true);
    await this.#door.each(open, (piece) => this.#begin(piece, known.get(keyOf(piece.decision))));
    await this.#tell(open.filter(({ decision }) => decision.handOverTo === undefined));
    await this.#door.each(open, (piece) => this.#handOver(piece));
    const items = await Promise.all(open.map((piece) => this.#itemsOf(piece, known.get(keyOf(piece.decision)))));
    await this.#parts.items.write(items.flat());
    const query = `UPDATE notice_decisions SET complete = true
      WHERE source_id = ? AND bucket = ? AND seq = ? AND part = 0`;
    await this.#door.each(
      open.filter(({ isLast }) => isLast),
      ({ decision: { sourceId, seq } }) => this.#parts.cql.run(query, sourceId, partOf(seq), BigInt(seq)),
    );
  }

  /** Adds the first parts that are there already. */
  async #addKnown(known: Map<string, DecisionRecord>, pieces: readonly Piece[]): Promise<void> {
    const places = Map.groupBy(pieces, ({ decision: { sourceId, seq } }) => JSON.stringify([sourceId, partOf(seq)]));
    const query = `SELECT seq, part, complete, decided_at_ms FROM notice_decisions
      WHERE source_id = ? AND bucket = ? AND seq IN ? AND part = 0`;
    await this.#door.each(places, async ([place, those]) => {
      const [sourceId, bucket] = JSON.parse(place) as [string, number];
      const seqs = [...new Set(those.map(({ decision }) => decision.seq))].map(BigInt);
      for (const row of await this.#parts.cql.all<DecisionRecord>(query, sourceId, bucket, seqs))
        known.set(keyOf({ sourceId, seq: Number(row.seq) }), row);
    });
  }

  async #begin({ decision, part, silent }: Piece, known: DecisionRecord | undefined): Promise<void> {
    const isThere = known !== undefined && part === 0;
    if (isThere || (part > 0 && silent.length === 0)) return;
    const { sourceId, seq, atMs, decidedAtMs } = decision;
    const query = `INSERT INTO notice_decisions (source_id, bucket, seq, part, at_ms, decided_at_ms, silent)
      VALUES (?, ?, ?, ?, ?, ?, ?)`;
    const place = [sourceId, partOf(seq), BigInt(seq), part] as const;
    await this.#parts.cql.run(query, ...place, BigInt(atMs), BigInt(decidedAtMs), encodeSilent(silent));
  }

  async #tell(pieces: readonly Piece[]): Promise<void> {
    const people = new Set(pieces.flatMap(({ told }) => told.map(({ userId }) => userId)));
    if (people.size === 0) return;
    const devices = await this.#parts.withDevices([...people]);
    if (devices.size === 0) return;
    await this.#door.each(pieces, (piece) => this.#noteTold(piece, devices));
    await this.#parts.tell(
      pieces.flatMap(({ told, decision }) =>
        told.filter(({ userId }) => devices.has(userId)).map((each) => toTelling(decision, each)),
      ),
      devices,
    );
  }

  // A deletion looks for them there.
  async #noteTold({ decision, part, told }: Piece, devices: ReadonlyMap<string, unknown>): Promise<void> {
    const userIds = told.map(({ userId }) => userId).filter((userId) => devices.has(userId));
    if (userIds.length === 0) return;
    const { sourceId, seq, atMs, decidedAtMs } = decision;
    const query = `UPDATE notice_decisions SET told = told + ?, at_ms = ?, decided_at_ms = ?
      WHERE source_id = ? AND bucket = ? AND seq = ? AND part = ?`;
    const written = part === 0 ? ((await this.decidedAtMs(decision)) ?? decidedAtMs) : decidedAtMs;
    await this.#parts.cql.run(query, userIds, BigInt(atMs), BigInt(written), sourceId, partOf(seq), BigInt(seq), part);
  }

  async #handOver({ decision, part, told }: Piece): Promise<void> {
    const { sourceId, seq, atMs, handOverTo: target } = decision;
    if (target === undefined) return;
    const groups = Map.groupBy(told, ({ dueAtMs }) => Math.ceil(dueAtMs));
    let group = part * peopleInPart;
    for (const [dueAtMs, people] of groups) {
      const userIds = people.map(({ userId }) => userId);
      await this.#parts.handOver({ sourceId, seq, atMs, part: group++, target, userIds, dueAtMs });
    }
  }

  /** The items that are to be written: who is decided on again may have another reason, and has one item all the same. */
  async #itemsOf({ decision, told }: Piece, known: DecisionRecord | undefined): Promise<NewItem[]> {
    const { sourceId, seq, atMs } = decision;
    const decidedAtMs = known ? Number(known.decided_at_ms) : decision.decidedAtMs;
    const userIds = told.map(({ userId }) => userId);
    const have = known && told.length > 0 ? await this.#parts.items.have(userIds, decision) : new Set<string>();
    return told
      .filter(({ userId }) => !have.has(userId))
      .map(({ userId, reason }) => ({ userId, sourceId, seq, atMs, reason: codeOf(reason), decidedAtMs }));
  }
}

function toTelling({ sourceId, seq, atMs }: Decision, { userId, reason, dueAtMs }: Decision["told"][number]): Telling {
  return { sourceId, seq, atMs, userId, reason: codeOf(reason), dueAtMs: Math.ceil(dueAtMs) };
}

function* firstOfEach(decisions: readonly Decision[]): Generator<Decision> {
  const seen = new Set<string>();
  for (const decision of decisions) {
    if (seen.has(keyOf(decision))) continue;
    seen.add(keyOf(decision));
    yield decision;
  }
}

function* piecesOf(decision: Decision): Generator<Piece> {
  const { told, silent } = decision;
  const parts = Math.max(1, Math.ceil(Math.max(told.length, silent.length) / peopleInPart));
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part * peopleInPart, (part + 1) * peopleInPart];
    yield { decision, part, isLast: part === parts - 1, told: told.slice(from, to), silent: silent.slice(from, to) };
  }
}

function keyOf({ sourceId, seq }: Pick<NoticeSource, "sourceId" | "seq">): string {
  return `${seq} ${sourceId}`;
}

function encodeSilent(silent: Decision["silent"]): string {
  if (silent.length === 0) return "";
  const people: SilentPeople = {};
  for (const { userId, silence, untilMs = 0 } of silent) {
    people[silence] ??= [];
    const groups = people[silence];
    const group = groups.find(([until]) => until === untilMs);
    if (group) group[1].push(userId);
    else groups.push([untilMs, [userId]]);
  }
  return JSON.stringify(people);
}

function silenceIn(kept: string, userId: string): { silence: Silence; untilMs: number } | undefined {
  for (const [silence, groups] of Object.entries(JSON.parse(kept) as SilentPeople)) {
    const group = groups.find(([, userIds]) => userIds.includes(userId));
    if (group) return { silence: silence as Silence, untilMs: group[0] };
  }
  return undefined;
}
