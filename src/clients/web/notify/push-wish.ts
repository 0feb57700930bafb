// Whether somebody wants to be told in this browser, as it remembers it for each person.
import { keepText, keptText } from "../session/browser-storage.ts";

/** "on" and "quiet" (without the text): yes; "no": they said so; undefined: they were not asked. */
export type PushWish = "on" | "quiet" | "no" | undefined;

/** What they said here. */
export function pushWishOf(userId: string): PushWish {
  const kept = keptText(nameFor(userId));
  return kept === "on" || kept === "quiet" || kept === "no" ? kept : undefined;
}

/** Remembers it. */
export function keepPushWish(userId: string, wish: PushWish): void {
  keepText(nameFor(userId), wish);
}

function nameFor(userId: string): string {
  return `push.${userId}`;
}
