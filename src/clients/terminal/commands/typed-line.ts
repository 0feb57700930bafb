// What somebody typed: something to say, or a command.

/** A line that was understood. */
export type TypedLine =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly name: string; readonly rest: string };

/** Commands that are said like any text, for all to read: the built-in member of the server answers them. */
export const spokenCommands = ["sum", "multiply"] as const;

/** Reads a line; undefined if there is nothing on it. A text that begins with "/" is written with two of them. */
export function readTypedLine(line: string): TypedLine | undefined {
  if (line.trim() === "") return undefined;
  if (line.startsWith("//")) return { kind: "say", text: line.slice(1) };
  if (!line.startsWith("/")) return { kind: "say", text: line };
  const [, name = "", rest = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const command = name.toLowerCase();
  if (spokenCommands.some((spoken) => spoken === command)) return { kind: "say", text: line };
  return { kind: "command", name: command, rest: rest.trimEnd() };
}

/** The first word, or what stands in "quotes", and what comes after it. */
export function takeWord(text: string): [word: string, rest: string] {
  const [, quoted, plain, rest = ""] = /^\s*(?:"([^"]*)"|(\S*))\s*([\s\S]*)$/.exec(text) ?? [];
  return [quoted ?? plain ?? "", rest];
}

/** A number in front, and what comes after it; no number: the whole text. */
export function takeNumber(text: string): [number: number | undefined, rest: string] {
  const [, digits, rest = ""] = /^\s*(\d{1,4})(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  return digits === undefined ? [undefined, text.trimStart()] : [Number(digits), rest];
}
