// Names of people who may not be here: asked from the store, a few at a time.
import { isId } from "../../core/ids.ts";
import type { SessionStore } from "../../core/ports.ts";
import type { NamedPeople } from "./presence-frame.ts";

const atOnce = 50;

/** Each id with its name, once, in the order asked for; the name is empty if nobody has this id. */
export async function namesOf(users: Pick<SessionStore, "user">, userIds: readonly string[]): Promise<NamedPeople> {
  const names = new Map<string, string>();
  const ids = [...new Set(userIds)];
  for (let start = 0; start < ids.length; start += atOnce) {
    const some = ids.slice(start, start + atOnce);
    const rows = await Promise.all(some.map(async (userId) => (isId(userId) ? users.user(userId) : undefined)));
    some.forEach((userId, i) => names.set(userId, rows[i]?.name ?? ""));
  }
  return names;
}
