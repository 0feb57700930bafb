// What Tab makes of the word before the caret: a command, a name, a channel.
import { commandNames } from "../commands/commands.ts";
import { levelWords, muteWords } from "../commands/notification-commands.ts";
import type { Draft } from "./draft.ts";

/** The candidates that Tab goes through, and where in the text they stand. */
export interface Cycle {
  readonly start: number;
  readonly candidates: readonly string[];
  readonly index: number;
}

/** What there is to choose from. */
export interface Choices {
  readonly people: readonly string[];
  readonly channels: readonly string[];
}

/** A completed draft, and what another Tab goes on with. */
export interface Completed {
  readonly draft: Draft;
  readonly cycle: Cycle;
}

const takesChannel = /^\/(join|leave|user)\s+(\S*)$/i;
const takesWord = /^\/(mute|notify|inbox)\s+(\S*)$/i;
const wordsAfter: Readonly<Record<string, readonly string[]>> = {
  mute: muteWords,
  notify: levelWords,
  inbox: ["clear"],
};
const takesPerson = /^\/(dm|invite|kick|ban|unban|role)\s+(\S*)$/i;

/** The next completion; undefined if there is none. `cycle` is that of the Tab before, if nothing was typed since. */
export function complete(draft: Draft, cycle: Cycle | undefined, choices: Choices): Completed | undefined {
  if (cycle) return put(draft, { ...cycle, index: (cycle.index + 1) % cycle.candidates.length });
  const before = draft.text.slice(0, draft.caret);
  const found = candidatesFor(before, choices);
  if (!found || found.candidates.length === 0) return undefined;
  return put(draft, { ...found, index: 0 });
}

function candidatesFor(before: string, { people, channels }: Choices): Omit<Cycle, "index"> | undefined {
  const command = /^\/(\S*)$/.exec(before);
  if (command) return matching(commandNames, command[1] ?? "", 0, "/");
  const channel = takesChannel.exec(before)?.[2];
  if (channel !== undefined) return matching(channels, channel.replace(/^#/, ""), before.length - channel.length, "");
  const [, name = "", begun] = takesWord.exec(before) ?? [];
  if (begun !== undefined)
    return matching(wordsAfter[name.toLowerCase()] ?? [], begun, before.length - begun.length, "");
  const person = takesPerson.exec(before)?.[2];
  if (person !== undefined) return matching(people.map(quoted), person, before.length - person.length, "");
  const word = /(?:^|\s)([@#])([^\s@#]*)$/.exec(before);
  if (!word) return undefined;
  const [, sign = "", prefix = ""] = word;
  // What holds a blank cannot be mentioned.
  const all = (sign === "@" ? people : channels).filter((name) => !/\s/.test(name));
  return matching(all, prefix, before.length - prefix.length - 1, sign);
}

function matching(all: readonly string[], prefix: string, start: number, sign: string): Omit<Cycle, "index"> {
  const wanted = prefix.normalize("NFC").toLowerCase();
  const candidates = all.filter((one) => one.toLowerCase().startsWith(wanted)).map((one) => `${sign}${one} `);
  return { start, candidates: [...new Set(candidates)].toSorted() };
}

function quoted(name: string): string {
  return /\s/.test(name) ? `"${name}"` : name;
}

function put({ text, caret }: Draft, cycle: Cycle): Completed {
  const candidate = cycle.candidates[cycle.index] ?? "";
  const start = text.slice(0, cycle.start) + candidate;
  return { draft: { text: start + text.slice(caret), caret: start.length }, cycle };
}
