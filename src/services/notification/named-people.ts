// Whom of ours another service means: it knows people by our ids, or by the names that they have here.
import type { Clock } from "../../core/clock.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import { nameKey } from "../../core/text.ts";
import { pause } from "./insist.ts";

/** Others have their turn after so many names. */
const namesPerTurn = 200;

/** Looks people up as they are now. */
export class NamedPeople {
  readonly #sessions: Pick<SessionStore, "user" | "userNamed">;
  readonly #clock: Pick<Clock, "after">;

  constructor({
    sessions,
    clock,
  }: { sessions: Pick<SessionStore, "user" | "userNamed">; clock: Pick<Clock, "after"> }) {
    this.#sessions = sessions;
    this.#clock = clock;
  }

  /** The person with this id, else the one with this name; undefined: nobody here. Rejects if the store cannot be read. */
  async find(name: string): Promise<UserRow | undefined> {
    const user = (await this.#sessions.user(name)) ?? (await this.#sessions.userNamed(nameKey(name)));
    return user?.kind === "built-in" ? undefined : user;
  }

  /** Everybody who is meant, each once, by user id: with all that they are called. Rejects as `find`, or when aborted. */
  async findAll(names: readonly string[], signal: AbortSignal): Promise<Map<string, ReadonlySet<string>>> {
    const found = new Map<string, Set<string>>();
    for (const [i, name] of names.entries()) {
      if (i % namesPerTurn === namesPerTurn - 1) await pause(this.#clock, 0, signal);
      signal.throwIfAborted();
      const user = await this.find(name);
      if (!user) continue;
      const known = found.get(user.userId);
      if (known) known.add(name);
      else found.set(user.userId, new Set([name, user.userId, user.name]));
    }
    return found;
  }
}
