// What the judge says of the demo, as lines that one can read.
import { judge } from "../../src/check/judge.ts";
import type { DemoRecord, Stored } from "./record.ts";

/** The verdict. */
export interface DemoVerdict {
  readonly isGood: boolean;
  readonly lines: readonly string[];
}

/** Judges what was said and seen against what is stored. */
export function verdictOf(record: DemoRecord, stored: Stored): DemoVerdict {
  const { violations, acknowledged } = judge(record.history(stored));
  const times = (rule: string) => violations.find((each) => each.rule === rule)?.times ?? 0;
  const others = violations.filter(({ rule }) => rule !== "lost" && rule !== "doubled");
  const everything = new Set([...stored.values()].flat());
  const unsure = [...record.lines].filter(([, { fate }]) => fate === "unsure");
  const there = unsure.filter(([text]) => everything.has(text)).length;
  // Nothing acknowledged would be nothing kept.
  const isGood = violations.length === 0 && acknowledged > 0;
  const untold = record.count("asked");
  return {
    isGood,
    lines: [
      `said          ${record.lines.size} lines; a console program does not tell what became of ${untold} of them`,
      `cut off       ${unsure.length} were being said when the server died: nobody promised them, ${there} of them are there`,
      `acknowledged  ${acknowledged}`,
      `lost          ${times("lost")}`,
      `shown twice   ${times("doubled")}`,
      `one order     ${others.length === 0 ? "yes, the same for all" : "NO"}`,
      ...[...record.doors].map(([door, names]) => seenAt(record, stored, door, names)),
      ...violations.map(({ rule, sentence, times }) => `${rule}, ${times} times: ${sentence}`),
      isGood ? "The promise was kept." : "The promise was broken.",
    ],
  };
}

function seenAt(record: DemoRecord, stored: Stored, door: string, names: readonly string[]): string {
  const seen = names.map((name) => `${name} saw ${record.seenBy(name)}`).join(", ");
  const missed = names.map((name) => record.missedBy(name, stored));
  if (missed.every((count) => count === 0)) return `${door.padEnd(13)} ${seen}, and missed nothing`;
  const why = names.every((name) => record.wasAway(name))
    ? ": said where the server's end closed their channel, or under way when it died"
    : "";
  return `${door.padEnd(13)} ${seen}, and are not owed ${missed.join(", ")}${why}`;
}
