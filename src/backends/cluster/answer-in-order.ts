// Drafts of one lane: decided one after the other, answered together, and none after the first that fails.
import type { Draft } from "../../core/event.ts";
import type { Appended, LaneAnswer } from "../../core/ports.ts";
import { toChatError } from "./not-owner.ts";

/** What was decided on a draft. */
export interface Answer {
  readonly isRefusal: boolean;
  /** Resolves when the decision is true for good; rejects with what refuses the draft. */
  readonly sure: Promise<Appended>;
}

/** Decides on drafts in their order until one fails, without waiting for each to be durable. Never rejects. */
export async function answerInOrder(
  drafts: readonly Draft[],
  decide: (draft: Draft) => Promise<Answer>,
): Promise<LaneAnswer> {
  const answers: Answer[] = [];
  try {
    for (const draft of drafts) {
      const answer = await decide(draft);
      answers.push(answer);
      if (answer.isRefusal) break;
    }
  } catch (failure) {
    answers.push({ isRefusal: true, sure: Promise.reject(failure) });
  }
  for (const { sure } of answers) sure.catch(() => undefined);
  const appended: Appended[] = [];
  for (const { sure } of answers) {
    try {
      appended.push(await sure);
    } catch (failure) {
      return { appended, failure: toChatError(failure) };
    }
  }
  return { appended, failure: undefined };
}
