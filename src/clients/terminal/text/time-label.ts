// Times as people read them, in the time zone of the machine.

const decadeMs = 10 * 365 * 24 * 60 * 60_000;

/** "14:03". */
export function timeLabel(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** "14:03", or with its date if that was not today. */
export function momentLabel(atMs: number, nowMs: number): string {
  if (isSameDay(atMs, nowMs)) return timeLabel(atMs);
  const at = new Date(atMs);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeLabel(atMs)}`;
}

/** Whether a time to come is so far off, or none at all, that nobody waits for it. */
export function isForGood(untilMs: number, nowMs: number): boolean {
  return !(untilMs - nowMs < decadeMs);
}

/** The day in the words of a language. */
export function dayLabel(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full" }).format(atMs);
}

/** Whether two moments lie on one day. */
export function isSameDay(oneMs: number, otherMs: number): boolean {
  return new Date(oneMs).toDateString() === new Date(otherMs).toDateString();
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
