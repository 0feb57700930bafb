// Why this browser could not be made one that is told, as a sentence.
import { ChatError } from "../../sdk/browser.ts";
import { failureSentence } from "../words/failure-sentence.ts";
import type { Words } from "../words/words.ts";

/** "refused" is the person's own answer to the browser; what no server said is the browser's push service. */
export function pushFailure(failure: unknown, words: Words): string {
  if (failure === "refused") return words.notify.refused;
  const sentence = failureSentence(failure, words);
  return failure instanceof ChatError ? sentence : words.notify.pushFailed(sentence);
}
