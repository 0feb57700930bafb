// What of a text would be refused, known before it is sent.

/** The longest message, in Unicode code points. */
export const maxTextLength = 4_000;
/** A longer piece is not even pasted: no page lays it out in time. */
export const maxPasteLength = 40_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]/u;

/** How much more fits; below 0 it is too long. Counts as the server does, each emoji's parts for themselves. */
export function roomLeft(text: string): number {
  // Twice the limit is over it however it is counted.
  if (text.length > 2 * maxTextLength) return maxTextLength - Math.ceil(text.length / 2);
  let count = 0;
  for (const _ of text.normalize("NFC")) count++;
  return maxTextLength - count;
}

/** Whether it holds characters that no message may hold. */
export function hasControl(text: string): boolean {
  return control.test(text);
}
