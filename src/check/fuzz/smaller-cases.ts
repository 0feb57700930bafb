// Cases that are a little shorter than one: what of it does the same is looked for among them.
import type { FuzzCase, Part, Step, Value } from "./fuzz-case.ts";

/** Shorter ones, those that leave out most first. */
export function* smallerCases(drawn: FuzzCase): Generator<FuzzCase> {
  for (const steps of smallerLists(drawn.steps, smallerSteps)) yield { ...drawn, steps };
  if (drawn.head) {
    for (const lines of smallerLists(drawn.head.lines, () => [])) yield { ...drawn, head: { ...drawn.head, lines } };
    if (drawn.head.length !== "right") yield { ...drawn, head: { ...drawn.head, length: "right" } };
  }
  const { metadata, ...without } = drawn;
  if (metadata) yield without;
  if (drawn.token !== "none") yield { ...drawn, token: "none" };
}

function* smallerLists<T>(items: readonly T[], smallerItems: (item: T) => Iterable<T>): Generator<T[]> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < items.length; from += size) yield items.toSpliced(from, size);
  }
  for (const [i, item] of items.entries()) for (const smaller of smallerItems(item)) yield items.with(i, smaller);
}

function* smallerSteps(step: Step): Generator<Step> {
  if (step.act === "raw") {
    for (const bytes of smallerBytes(step.bytes)) yield { ...step, bytes };
    return;
  }
  if (step.act !== "send") return;
  const { lie, ...plain } = step;
  if (lie) yield plain;
  for (const harms of smallerLists(step.harms, () => [])) yield { ...step, harms };
  for (const parts of smallerLists(step.parts, smallerParts)) yield { ...step, parts };
}

function* smallerParts(part: Part): Generator<Part> {
  for (const value of smallerValues(part.value)) yield { ...part, value };
}

function* smallerValues(value: Value): Generator<Value> {
  if (typeof value === "string") {
    if (value.length > 1) yield value.slice(0, value.length >> 1);
    if (value.length > 1) yield value.slice(value.length >> 1);
    if (value.length > 1 && value.length < 50) yield value.slice(1);
    if (value.length > 1 && value.length < 50) yield value.slice(0, -1);
  } else if (value instanceof Uint8Array) yield* smallerBytes(value);
  else if (Array.isArray(value)) yield* smallerLists(value as readonly Part[], smallerParts);
}

function* smallerBytes(bytes: Uint8Array): Generator<Uint8Array> {
  for (let size = bytes.length; size >= 1 && size > bytes.length / 64; size = Math.floor(size / 2)) {
    for (let from = 0; from < bytes.length; from += size) {
      yield Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + size)]);
    }
  }
}
