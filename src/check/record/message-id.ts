// By what the judge knows a message: its sender's id for it, which is also the first word of its text.
import type { StandingMessage, ToldEvent } from "./observation.ts";

const ours = /^p\d+\.\d+$/;

/** No client comes so far. */
const idsPerLife = 1_000_000;

/** The id of somebody's next message: none of another person, and none of an earlier life of theirs, has it. */
export function idOf({ tag }: { readonly tag: string }, life: number, number: number): string {
  return `${tag}.${life * idsPerLife + number}`;
}

/** Whether somebody of the check made this id. */
export function isOurs(id: string): boolean {
  return ours.test(id);
}

/** The id of a message; lines of older doors have none but their text. */
export function messageId({ id, text }: Pick<StandingMessage, "id" | "text">): string {
  if (isOurs(id)) return id;
  const word = text.split(" ", 1)[0] ?? "";
  return isOurs(word) ? word : id;
}

/** The id of whatever happened. */
export function actId({ id, text = "", type, standing }: ToldEvent): string {
  return type === "message" ? messageId(standing ?? { id, text }) : id;
}
