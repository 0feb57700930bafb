// Days and times as the reader writes them.
import type { Words } from "./words.ts";

const dayMs = 24 * 60 * 60_000;

/** Today and yesterday by these words, other days by their date. */
export function dayLabel(at: number, nowMs: number, { conversation, language }: Words): string {
  const day = new Date(at);
  if (isSameDay(day, new Date(nowMs))) return conversation.today;
  if (isSameDay(day, new Date(nowMs - dayMs))) return conversation.yesterday;
  const isThisYear = day.getFullYear() === new Date(nowMs).getFullYear();
  const year = isThisYear ? undefined : "numeric";
  return day.toLocaleDateString(localeOf(language), { weekday: "long", month: "long", day: "numeric", year });
}

/** Hours and minutes. */
export function timeLabel(at: number, { language }: Words): string {
  return new Date(at).toLocaleTimeString(localeOf(language), { hour: "numeric", minute: "2-digit" });
}

/** A moment to the millisecond. */
export function clockLabel(at: number, language: string): string {
  const parts = { hour: "numeric", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 } as const;
  return new Date(at).toLocaleTimeString(localeOf(language), parts);
}

/** Day and time in full. */
export function momentLabel(at: number, { language }: Words): string {
  return new Date(at).toLocaleString(localeOf(language), { dateStyle: "full", timeStyle: "medium" });
}

// The browser's own locale where it speaks the language of the page: it knows 24 hours from 12.
function localeOf(language: string): string {
  const wished = globalThis.navigator?.languages ?? [];
  return wished.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? language;
}

function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
