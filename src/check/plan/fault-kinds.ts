// The faults that a check can make, and which of them are wanted.

/** What can go wrong, in the words of the command line. */
export const faultKinds = [
  "kill",
  "stop",
  "cut",
  "delay",
  "half-open",
  "stall",
  "disk-full",
  "clock",
  "client-kill",
  "long-stall",
  "restore",
] as const;

/** One of them. */
export type FaultKind = (typeof faultKinds)[number];

/** Those in which the server and the connections of those who stand still last. */
export const gentleKinds: readonly FaultKind[] = ["delay", "stall", "clock", "client-kill"];

/** Reads "kill,cut", "all" or "none"; throws a sentence for the person who typed it. */
export function readFaultKinds(text: string): readonly FaultKind[] {
  if (text === "all") return faultKinds;
  if (text === "none") return [];
  const words = text.split(",").map((word) => word.trim());
  return words.map((word) => {
    const kind = faultKinds.find((each) => each === word);
    if (!kind) throw new RangeError(`--faults: "${word}" is none of ${faultKinds.join(", ")}, all, none.`);
    return kind;
  });
}
