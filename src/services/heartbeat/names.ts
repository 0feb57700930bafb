// Names of people who may not be here: asked from the store, a few at a time.
import { isId } from "../../core/ids.ts";
import type { SessionStore } from "../../core/ports.ts";
import type { NamedPeople } from "./presence-frame.ts";

const atOnce = 50;

/** Looks names up; of many who ask for the same name at the same time one asks the store. */
export class Names {
  readonly #users: Pick<SessionStore, "user">;
  readonly #underWay = new Map<string, Promise<string>>();

  constructor(users: Pick<SessionStore, "user">) {
    this.#users = users;
  }

  /** Each id with its name, once, in the order asked for; the name is empty if nobody has this id. */
  async of(userIds: readonly string[]): Promise<NamedPeople> {
    const names = new Map<string, string>();
    const ids = [...new Set(userIds)];
    for (let start = 0; start < ids.length; start += atOnce) {
      const some = ids.slice(start, start + atOnce);
      const found = await Promise.all(some.map((userId) => this.#of(userId)));
      some.forEach((userId, i) => names.set(userId, found[i] ?? ""));
    }
    return names;
  }

  async #of(userId: string): Promise<string> {
    return isId(userId) ? (this.#underWay.get(userId) ?? this.#lookUp(userId)) : "";
  }

  #lookUp(userId: string): Promise<string> {
    const asked = this.#users.user(userId);
    const name = asked.then((row) => row?.name ?? "").finally(() => this.#underWay.delete(userId));
    this.#underWay.set(userId, name);
    return name;
  }
}
