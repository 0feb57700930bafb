// People of the program around Madang, who come with a token that it signed.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import { nameKey } from "../../core/text.ts";
import type { HostTokens } from "./credentials.ts";
import { createUnderFreeName, isNameFor, nameLike } from "./free-name.ts";
import { newUser } from "./new-user.ts";

/** What it takes to know them. */
export interface HostedPeopleOptions {
  readonly store: SessionStore;
  readonly tokens: HostTokens | undefined;
  readonly clock: Clock;
}

/** Knows people by their id at the host program. */
export class HostedPeople {
  readonly #store: SessionStore;
  readonly #tokens: HostTokens | undefined;
  readonly #clock: Clock;

  constructor({ store, tokens, clock }: HostedPeopleOptions) {
    this.#store = store;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** Finds or makes the person; rejects with TOKENS_OFF or TOKEN_INVALID, never because of the name. */
  async signIn(token: string): Promise<UserRow> {
    if (!this.#tokens) throw errors.tokensOff();
    const { hostedId, name } = await this.#tokens.verify(token);
    const wish = nameLike(name) ?? "user";
    const known = await this.#store.userHosted(hostedId);
    return known ? this.#renamed(known, wish) : this.#create(hostedId, wish);
  }

  #create(hostedId: string, wish: string): Promise<UserRow> {
    return createUnderFreeName(this.#store, {
      wish,
      under: (name) => newUser({ name, kind: "hosted", hostedId, createdAtMs: this.#clock.now() }),
      meanwhile: () => this.#store.userHosted(hostedId),
    });
  }

  async #renamed(user: UserRow, wish: string): Promise<UserRow> {
    if (isNameFor(wish, user.name)) return user;
    const change = { name: wish, nameKey: nameKey(wish) };
    return (await this.#store.changeUser(user.userId, change)) ? { ...user, ...change } : user;
  }
}
