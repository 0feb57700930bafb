// Any failure as a sentence in the person's language.
import { ChatError } from "../sdk/index.ts";
import { Refusal } from "./refusal.ts";
import type { Words } from "./words/words.ts";

/** The terminal's own sentence for the reason if it has one, else what the failure says of itself. */
export function failureSentence(failure: unknown, words: Words): string {
  if (failure instanceof ChatError) return words.reasons[failure.reason] ?? failure.message;
  return failure instanceof Error ? failure.message : String(failure);
}

/** The same for programs. */
export function failureFacts(failure: unknown, words: Words): { reason: string; message: string } {
  const known = failure instanceof ChatError || failure instanceof Refusal;
  return { reason: known ? failure.reason : "INTERNAL", message: failureSentence(failure, words) };
}
