// What is done when in a stretch of a day: each act as often as the mix says, at moments and by people that chance gives.
import { type ActKind, actKinds, timesAnHour } from "./mix.ts";

/** One act that is due. */
export interface DueAct {
  /** From the beginning of the stretch. */
  readonly dueMs: number;
  readonly kind: ActKind;
  readonly person: number;
  /** From 0 up to 1: which of the person's channels. */
  readonly pick: number;
}

const hourS = 3_600;
/** Signs of typing before a message, as far apart as a client sends them. */
const typingEveryMs = 3_000;
const typedBefore = timesAnHour.type / timesAnHour.say;

/** Acts of so many people in so many seconds, in the order in which they are due. */
export function makeAgenda(people: number, seconds: number, random: () => number): DueAct[] {
  const lengthMs = seconds * 1_000;
  const acts: DueAct[] = [];
  for (const kind of actKinds) {
    if (kind === "type") continue;
    const expected = (timesAnHour[kind] * people * seconds) / hourS;
    // What is rare is rounded by chance, so that it is as frequent as the mix says over many stretches.
    const count = Math.floor(expected + random());
    for (let i = 0; i < count; i++) {
      const act = { dueMs: random() * lengthMs, kind, person: Math.floor(random() * people), pick: random() };
      acts.push(act);
      if (kind === "say") acts.push(...typingBefore(act, lengthMs));
    }
  }
  return acts.sort((one, other) => one.dueMs - other.dueMs);
}

// What would be before the beginning comes at the end: the rate stays right.
function typingBefore(act: DueAct, lengthMs: number): DueAct[] {
  return Array.from({ length: typedBefore }, (_, i) => {
    const dueMs = (act.dueMs - (i + 1) * typingEveryMs + typedBefore * lengthMs) % lengthMs;
    return { ...act, kind: "type" as const, dueMs };
  });
}
