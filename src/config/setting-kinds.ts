// The kinds of settings there are: how each is read from a flag, the environment or a file, and how it is told.
import { isIPv6 } from "node:net";
import { z } from "zod";

/** A host and port to listen at; port 0: any free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A setting: what it means, and what it may be. */
export interface Setting<Value> {
  /** What stands behind the flag in the help; undefined: nothing, naming the flag is enough. */
  readonly value: string | undefined;
  readonly meaning: string;
  /** What may be there: the end of "must be …". */
  readonly allowed: string;
  readonly schema: z.ZodType<Value>;
  readonly fallback: Value;
  /** The fallback in words. */
  readonly shown: string;
  /** A path: made absolute; what must be there already is a file that can be read. */
  readonly path?: "folder" | "file";
}

/** What stands behind flags that may be given more than once. */
export const placeValue = "host:port";

/** A folder, made if it is missing. */
export function folder(meaning: string, fallback: string): Setting<string> {
  const allowed = "the path of a folder";
  return { value: "folder", meaning, allowed, schema: z.string().min(1), fallback, shown: fallback, path: "folder" };
}

/** A file that is there. */
export function file(meaning: string): Setting<string | undefined> {
  const allowed = "a file that can be read";
  const schema = z.string().min(1).optional();
  return { value: "file", meaning, allowed, schema, fallback: undefined, shown: "none", path: "file" };
}

/** One of some words. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  meaning: string,
  fallback: NoInfer<Word>,
): Setting<Word> {
  const allowed = `one of ${words.join(", ")}`;
  return { value: "word", meaning, allowed, schema: z.enum(words), fallback, shown: fallback };
}

/** A whole number within bounds. */
export function whole([least, most]: [number, number], meaning: string, fallback: number): Setting<number> {
  const allowed = `a whole number from ${least} to ${most}`;
  const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
  const schema = number.pipe(z.int().min(least).max(most));
  return { value: "number", meaning, allowed, schema, fallback, shown: String(fallback) };
}

/** On or off; naming the flag switches it on. */
export function flag(meaning: string): Setting<boolean> {
  const given = new Map<unknown, boolean>([true, "on", "true", "1"].map((yes) => [yes, true]));
  for (const no of [false, "off", "false", "0"]) given.set(no, false);
  const schema = z
    .any()
    .refine((value) => given.has(value))
    .transform((value) => given.get(value) === true);
  const allowed = "on or off where a value is given";
  return { value: undefined, meaning, allowed, schema, fallback: false, shown: "off" };
}

/** Some of the known words, in any order. */
export function words<const Word extends string>(
  known: readonly Word[],
  alone: NoInfer<Word>,
  meaning: string,
): Setting<readonly Word[]> {
  const schema = listOf(z.string().trim())
    .pipe(z.array(z.enum(known)))
    .refine((given) => given.length === 1 || !given.includes(alone));
  const allowed = `some of ${known.join(", ")}, with commas between them; ${alone} stands alone`;
  return { value: "words", meaning, allowed, schema, fallback: [], shown: "none" };
}

/** Texts of one form. */
export function list(meaning: string, form: RegExp, allowed: string): Setting<readonly string[]> {
  const schema = listOf(z.string().trim().regex(form));
  return { value: "list", meaning, allowed, schema, fallback: [], shown: "none" };
}

/** A name of one form. */
export function name(meaning: string, form: RegExp, allowed: string, fallback: string): Setting<string> {
  return { value: "name", meaning, allowed, schema: z.string().regex(form), fallback, shown: fallback };
}

/** Port numbers and ranges of them. */
export function ports(meaning: string, fallback: readonly number[], shown: string): Setting<readonly number[]> {
  const schema = listOf(z.union([z.string(), z.number()]).transform(String)).transform((parts, context) => {
    const found = parts.flatMap((part) => toPorts(part));
    if (!found.includes(undefined) && found.length <= 1_000) return found as number[];
    context.addIssue("not ports");
    return z.NEVER;
  });
  const allowed = "ports and ranges with commas between them, e.g. 50054-50057,50060, at most 1000";
  return { value: "ports", meaning, allowed, schema, fallback, shown };
}

function toPorts(part: string): (number | undefined)[] {
  const [, from, to = from] = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first > last || last > 65_535) return [undefined];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** A host name or address. */
export function hostName(meaning: string, fallback: string): Setting<string> {
  const schema = z.string().regex(/^[A-Za-z0-9.-]{1,253}$|^\[[0-9A-Fa-f:.]+\]$/);
  const allowed = "a host name or address, IPv6 in brackets";
  return { value: "host", meaning, allowed, schema, fallback, shown: fallback };
}

function listOf<Part extends z.ZodType>(part: Part) {
  const split = z
    .union([z.string(), z.number(), z.array(z.any())])
    .transform((given) =>
      [given].flat().flatMap((each): unknown[] => (typeof each === "string" ? each.split(",") : [each])),
    );
  return split.pipe(z.array(part).min(1));
}

/** Hosts with ports. */
export function addresses(meaning: string, fallback: readonly Address[], shown: string): Setting<readonly Address[]> {
  const parts = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat().join(",").split(","));
  const schema = parts.pipe(z.array(z.string().trim().transform(toAddress)).min(1));
  const allowed = "host:port, e.g. 127.0.0.1:50051 or [::1]:50051";
  return { value: placeValue, meaning, allowed, schema, fallback, shown };
}

/** One host with its port. */
export function place(meaning: string): Setting<Address | undefined> {
  const schema = z
    .string()
    .trim()
    .transform(toAddress)
    .refine(({ port }) => port > 0)
    .optional();
  const allowed = "host:port, e.g. 127.0.0.1:50051 or [::1]:50051";
  return { value: "address", meaning, allowed, schema, fallback: undefined, shown: "none" };
}

/** How to reach a person: a mail address or a page. */
export function contact(meaning: string, fallback: string): Setting<string> {
  const schema = z.string().regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s/]+\S*)$/);
  const allowed = "mailto:… or https://…";
  return { value: "contact", meaning, allowed, schema, fallback, shown: fallback };
}

function toAddress(text: string, context: z.RefinementCtx): Address {
  const [, inBrackets, plain, digits] = /^(?:\[(.+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = inBrackets === undefined ? plain : isIPv6(inBrackets) ? inBrackets : undefined;
  if (host !== undefined && port <= 65_535) return { host, port };
  context.addIssue("not an address");
  return z.NEVER;
}
