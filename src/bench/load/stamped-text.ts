// Texts of messages that carry the moment at which they were due.

const textBytes = 200;

/** A text of 200 bytes. */
export function stampedText(dueMs: number): string {
  return dueMs.toFixed(3).padEnd(textBytes, " and so on");
}

/** The moment in a stamped text. */
export function dueOf(text: string): number {
  return Number.parseFloat(text);
}
