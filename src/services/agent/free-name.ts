// A newcomer always gets a name: the wished one, or the next that is free.
import { errors } from "../../core/errors.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import { maxNameLength, nameKey, requireName } from "../../core/text.ts";

/** Tried one after the other: name-2, name-3 … */
const numbersInOrder = 20;
/** After them random numbers, with more and more digits. */
const randomDigits = [3, 4, 5, 6, 7, 8, 9, 9, 9];

/** The names to try for a wished one, best first. */
export function* namesFor(wish: string, random: () => number = Math.random): Generator<string> {
  yield wish;
  for (let number = 2; number <= numbersInOrder; number++) yield withNumber(wish, number);
  for (const digits of randomDigits) yield withNumber(wish, Math.floor((0.1 + 0.9 * random()) * 10 ** digits));
}

/** Whether a name is the wished one or one that was given instead. */
export function isNameFor(wish: string, name: string): boolean {
  const number = /-(\d+)$/.exec(name)?.[1];
  return name === wish || (number !== undefined && name === withNumber(wish, Number(number)));
}

/** The first characters of a name. */
function cutName(name: string, length: number): string {
  return Array.from(name).slice(0, length).join("");
}

/** Names from elsewhere follow rules of their own: keeps of one what can be a name here, if anything can. */
export function nameLike(foreign: string, maxLength = maxNameLength): string | undefined {
  const letters = foreign
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N} ._'()-]+/gu, " ")
    .replace(/^[^\p{L}\p{N}]+/u, "");
  try {
    return requireName(cutName(letters, maxLength));
  } catch {
    return undefined;
  }
}

/** How a person is made under the first free name. */
export interface Newcomer {
  readonly wish: string;
  /** The row under a name. */
  readonly under: (name: string) => UserRow;
  /** Finds the person if another call made them at the same time. */
  readonly meanwhile: () => Promise<UserRow | undefined>;
}

/** Makes a person under the first name that is free; of two calls for the same person both get that one. */
export async function createUnderFreeName(store: SessionStore, newcomer: Newcomer): Promise<UserRow> {
  for (const name of namesFor(newcomer.wish)) {
    if (await store.userNamed(nameKey(name))) continue;
    const user = newcomer.under(name);
    if (await store.createUser(user)) return user;
    const other = await newcomer.meanwhile();
    if (other) return other;
  }
  throw errors.nameTaken(newcomer.wish);
}

function withNumber(wish: string, number: number): string {
  const suffix = `-${number}`;
  const room = maxNameLength - suffix.length;
  return `${cutName(wish, room).trimEnd()}${suffix}`;
}
