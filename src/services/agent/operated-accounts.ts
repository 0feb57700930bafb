// Accounts as an operator handles them: made, given another password, kept out, signed out.
import type { AccountDesk } from "../../core/peers.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import type { Accounts } from "./accounts.ts";
import type { Sessions } from "./sessions.ts";

/** What it takes. */
export interface OperatedAccountsOptions {
  readonly store: SessionStore;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
}

/** First changes what lets people in, then ends their sessions: nobody comes in again between the two. */
export class OperatedAccounts implements AccountDesk {
  readonly #options: OperatedAccountsOptions;

  constructor(options: OperatedAccountsOptions) {
    this.#options = options;
  }

  create(name: string, password: string): Promise<UserRow> {
    return this.#options.accounts.create({ name, password });
  }

  async setPassword(userId: string, password: string): Promise<number> {
    const { accounts, sessions } = this.#options;
    await accounts.setPassword(userId, password);
    return sessions.endAll(userId, "password reset by the operator");
  }

  async setSuspended(userId: string, suspended: boolean): Promise<number> {
    const { store, sessions } = this.#options;
    await store.changeUser(userId, { suspended });
    return suspended ? sessions.endAll(userId, "suspended") : 0;
  }

  signOut(userId: string): Promise<number> {
    return this.#options.sessions.endAll(userId, "signed out by the operator");
  }
}
