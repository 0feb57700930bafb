// Who stands where in the list of people.
import type { Person, Presence } from "../../sdk/browser.ts";

/** So many of those who are not online are named. */
const mostOffline = 100;

/** Online: those who have the channel open first. Offline: members and those who just went, by name, at most 100. */
export function peopleInOrder(people: readonly Presence[], members: readonly Person[]) {
  const byName = (one: Person, other: Person) => one.name.localeCompare(other.name);
  const online = people.filter((one) => one.online);
  const there = new Set(online.map(({ id }) => id));
  const gone = new Map([...members, ...people].map(({ id, name }) => [id, { id, name }]));
  const offline = [...gone.values()].filter(({ id }) => !there.has(id)).toSorted(byName);
  return {
    online: online.toSorted((one, other) => Number(other.here) - Number(one.here) || byName(one, other)),
    offline: offline.slice(0, mostOffline),
    /** How many more there are. */
    moreOffline: Math.max(0, offline.length - mostOffline),
  };
}
