// What came by push, read with care: it was encrypted for this browser, but another build of the server may have sent it.

/** One notification of the server's. */
export interface PushedNotice {
  readonly act: "tell" | "withdraw" | "test";
  /** The same in every repeat. */
  readonly key: string;
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly channelId: string;
  readonly seq: number;
  /** How many messages go along, this one included. */
  readonly count: number;
  /** How many things are open in the whole inbox. */
  readonly open: number;
  readonly reason: string;
  readonly atMs: number;
}

const acts: ReadonlySet<unknown> = new Set(["tell", "withdraw", "test"]);

/** The notice; what cannot be read becomes one that says only that there is something. */
export function toPushedNotice(data: { json(): unknown } | null, nowMs: number): PushedNotice {
  const facts = factsOf(data);
  const { act, seq, count, open, atMs } = facts;
  return {
    act: acts.has(act) ? (act as PushedNotice["act"]) : "tell",
    key: textOf(facts["key"]),
    tag: textOf(facts["tag"]) || "madang",
    title: textOf(facts["title"]) || "Madang",
    body: textOf(facts["body"]),
    channelId: textOf(facts["channelId"]),
    reason: textOf(facts["reason"]),
    seq: numberOf(seq, 0),
    count: numberOf(count, 1),
    open: numberOf(open, 0),
    atMs: numberOf(atMs, nowMs),
  };
}

function factsOf(data: { json(): unknown } | null): Readonly<Record<string, unknown>> {
  try {
    const facts = data?.json();
    return typeof facts === "object" && facts !== null ? (facts as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 ? value : otherwise;
}
