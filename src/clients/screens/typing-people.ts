// Who is typing where, until it is some seconds old or they have said it.
import type { ChatEvent, Person } from "../sdk/browser.ts";

/** Somebody who types. */
export interface TypingPerson {
  readonly channelId: string;
  readonly person: Person;
  readonly untilMs: number;
}

const shownMs = 6_000;
const most = 100;

/** The list after an event; we ourselves are never on it. */
export function followTyping(
  list: readonly TypingPerson[],
  event: ChatEvent,
  { nowMs, myId }: { readonly nowMs: number; readonly myId: string | undefined },
): readonly TypingPerson[] {
  if (event.type === "message") return without(list, event.channelId, event.from.id);
  if (event.type !== "typing") return list;
  let next = list;
  for (const person of event.people) {
    if (person.id === myId) continue;
    const typing = { channelId: event.channelId, person, untilMs: nowMs + shownMs };
    next = [...without(next, event.channelId, person.id), typing];
  }
  return next.slice(-most);
}

/** The list without what is over; the same list if nothing is. */
export function stillTyping(list: readonly TypingPerson[], nowMs: number): readonly TypingPerson[] {
  return list.some(({ untilMs }) => untilMs <= nowMs) ? list.filter(({ untilMs }) => untilMs > nowMs) : list;
}

function without(list: readonly TypingPerson[], channelId: string, userId: string): readonly TypingPerson[] {
  const isThem = (one: TypingPerson) => one.channelId === channelId && one.person.id === userId;
  return list.some(isThem) ? list.filter((one) => !isThem(one)) : list;
}
