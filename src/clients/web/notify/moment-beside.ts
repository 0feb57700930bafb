// A time that was, as short as a list needs it.
import { dayLabel, timeLabel } from "../words/time-label.ts";
import type { Words } from "../words/words.ts";

/** Today only the time, else the day and the time. */
export function momentBeside(at: number, nowMs: number, words: Words): string {
  const isToday = new Date(at).toDateString() === new Date(nowMs).toDateString();
  return isToday ? timeLabel(at, words) : `${dayLabel(at, nowMs, words)} ${timeLabel(at, words)}`;
}
