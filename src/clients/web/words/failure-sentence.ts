// Any failure as a sentence in the person's language.
import { ChatError } from "../../sdk/browser.ts";
import type { Words } from "./words.ts";

/** Our own sentence for the reason if there is one, else what the failure says of itself. */
export function failureSentence(failure: unknown, { failures }: Words): string {
  if (failure instanceof ChatError) return failures[failure.reason] ?? failure.message;
  return failure instanceof Error ? failure.message : String(failure);
}
