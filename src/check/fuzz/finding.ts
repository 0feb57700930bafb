// What the fuzzer found, and how it is told to people.
import { describeCase, type FuzzCase } from "./fuzz-case.ts";

/** One thing that no input may do. */
export interface Finding {
  readonly seed: string;
  /** The shortest case that does it; none if no single case did it again. */
  readonly shortest: FuzzCase | undefined;
  /** What was running when it was seen. */
  readonly suspects: readonly FuzzCase[];
  readonly what: string;
}

const longestWhat = 1_500;

/** The same for findings that are the same fault: what it was, without ids and numbers. */
export function faultKey(what: string): string {
  const error = /"type":"(\w+)","message":"([^"]*)","stack":"[^"]*?\\n\s+at ([^\\]*)/.exec(what)?.slice(1).join(" ");
  return (error ?? what.split("\n")[0] ?? "").replaceAll(/\d+|[\w-]{16,}/g, "#");
}

/** A few lines: the fault, the shortest case and the words that run it again. */
export function describeFinding({ seed, shortest, suspects, what }: Finding): string {
  const told = what.length > longestWhat ? `${what.slice(0, longestWhat)}…` : what;
  if (!shortest) {
    const names = suspects.map(({ target, index }) => `${target} ${index}`);
    return `${told}\n  not seen again with one case alone; running were: ${names.join(", ")}; seed ${seed}`;
  }
  const { target, index } = shortest;
  return [
    `${target}: ${told.trim()}`,
    `  case ${index}, shortest form:\n    ${describeCase(shortest)}`,
    `  again: node bin/madang.js run src/check/fuzz/fuzz-program.ts --seed ${seed} --only "${target}" --case ${index}`,
  ].join("\n");
}
