// People who come by name alone.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import { nameKey, requireName } from "../../core/text.ts";
import { createUnderFreeName } from "./free-name.ts";
import { newUser } from "./new-user.ts";
import { hashSecret } from "./session-tokens.ts";

const tokenPattern = /^[A-Za-z0-9._-]{16,128}$/;

/** Knows guests by the name they wished for and the token that they keep. */
export class Guests {
  readonly #store: SessionStore;
  readonly #clock: Clock;

  constructor({ store, clock }: { store: SessionStore; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The guest of this name and token, or a new one whose name may have got a number; a taken name is no failure. */
  async signIn(name: string, guestToken: string): Promise<UserRow> {
    const wish = requireName(name);
    if (guestToken === "") return this.#create(wish, undefined);
    if (!tokenPattern.test(guestToken)) throw errors.guestTokenInvalid();
    const guestHash = hashSecret(`${nameKey(wish)}:${guestToken}`);
    return (await this.#store.userGuest(guestHash)) ?? this.#create(wish, guestHash);
  }

  #create(wish: string, guestHash: string | undefined): Promise<UserRow> {
    return createUnderFreeName(this.#store, {
      wish,
      under: (name) => newUser({ name, kind: "guest", guestHash, createdAtMs: this.#clock.now() }),
      meanwhile: async () => (guestHash === undefined ? undefined : this.#store.userGuest(guestHash)),
    });
  }
}
