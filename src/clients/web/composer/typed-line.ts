// What somebody typed: something to say, or a command.

/** A line that was understood. */
export type TypedLine =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly name: string; readonly rest: string };

/** Commands that are said like any text, for all to read: the built-in member of the server answers them. */
export const spokenCommands = ["sum", "multiply"] as const;

/** Reads what was typed; a text that begins with "/" is written with two of them. */
export function readTypedLine(text: string): TypedLine {
  if (text.startsWith("//")) return { kind: "say", text: text.slice(1) };
  const [, name, rest = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const command = name?.toLowerCase();
  if (command === undefined || spokenCommands.some((spoken) => spoken === command)) return { kind: "say", text };
  return { kind: "command", name: command, rest: rest.trimEnd() };
}

/** The first word, or what stands in "quotes", and what comes after it. */
export function takeWord(text: string): [word: string, rest: string] {
  const [, quoted, plain, rest = ""] = /^\s*(?:"([^"]*)"|(\S*))\s*([\s\S]*)$/.exec(text) ?? [];
  return [quoted ?? plain ?? "", rest];
}
