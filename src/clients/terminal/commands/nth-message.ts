// Messages as people count them: from the bottom.
import type { ChatMessage } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import type { Desk } from "./desk.ts";

/** The n-th message from the bottom of the channel in front; refuses if there is none. */
export async function nthMessage(number: number, desk: Desk): Promise<ChatMessage> {
  const found = (await desk.countable()).at(-number);
  if (number < 1 || !found) throw new Refusal("NO_SUCH_MESSAGE", desk.words.noSuchMessage(number));
  return found;
}
