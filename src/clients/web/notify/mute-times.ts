// Until when a channel can be muted.
import { dayLabel, timeLabel } from "../words/time-label.ts";
import type { Words } from "../words/words.ts";

/** The choices. */
export type Mute = "hour" | "eightHours" | "tomorrow" | "ever";

const hourMs = 60 * 60_000;
const morningHour = 8;
/** The end of the year 9999: nobody waits for it. */
const everMs = 253_402_300_799_000;
const decadeMs = 10 * 365 * 24 * hourMs;

/** The end of a mute that begins now; tomorrow is eight in the morning of the reader's own clock. */
export function endOfMute(mute: Mute, nowMs: number): number {
  if (mute === "hour") return nowMs + hourMs;
  if (mute === "eightHours") return nowMs + 8 * hourMs;
  if (mute === "ever") return everMs;
  const day = new Date(nowMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, morningHour).getTime();
}

/** "Muted until …" with as much of the date as is needed. */
export function muteLabel(untilMs: number, nowMs: number, words: Words): string {
  if (untilMs - nowMs > decadeMs) return words.notify.mutedForEver;
  return words.notify.mutedUntil(untilLabel(untilMs, nowMs, words));
}

/** A time to come; the day is told unless it is today. */
export function untilLabel(untilMs: number, nowMs: number, words: Words): string {
  const time = timeLabel(untilMs, words);
  const isToday = new Date(untilMs).toDateString() === new Date(nowMs).toDateString();
  return isToday ? time : `${dayLabel(untilMs, nowMs, words)} ${time}`;
}
