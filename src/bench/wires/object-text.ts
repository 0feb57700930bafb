// What the objects of the comparison hold.
import { hangul } from "./hangul.ts";

/** How many objects there are. */
export const objectCount = 100;

/** The text of one: 9,000 bytes in UTF-8. */
export function objectText(index: number): string {
  return hangul(3_000, index + 1);
}
