// People with a password: sign up, sign in, change it.
import type { Clock } from "../../core/clock.ts";
import { ChatError, errors } from "../../core/errors.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import type { Call } from "../../core/service.ts";
import { codePoints, nameKey, requireName } from "../../core/text.ts";
import type { Passwords } from "./credentials.ts";
import { newUser } from "./new-user.ts";
import type { SignInGate } from "./sign-in-gate.ts";

const minPasswordLength = 8;
const maxPasswordLength = 256;
/** Decomposed, a character takes up to four units; what is longer than this is not even looked at. */
const maxRawLength = maxPasswordLength * 4;

/** What accounts are made of. */
export interface AccountsOptions {
  readonly store: SessionStore;
  readonly passwords: Passwords;
  readonly gate: SignInGate;
  readonly clock: Clock;
}

/** Name and password, as they came. */
export interface NameAndPassword {
  readonly name: string;
  readonly password: string;
}

/** Knows people by name and password. */
export class Accounts {
  readonly #store: SessionStore;
  readonly #passwords: Passwords;
  readonly #gate: SignInGate;
  readonly #clock: Clock;

  constructor({ store, passwords, gate, clock }: AccountsOptions) {
    this.#store = store;
    this.#passwords = passwords;
    this.#gate = gate;
    this.#clock = clock;
  }

  /** Makes an account; rejects with NAME_TAKEN, which counts as a failed sign-in since it tells who is here. */
  async signUp(request: NameAndPassword, call: Call): Promise<UserRow> {
    this.#gate.requireOpen(call.address);
    try {
      return await this.create(request);
    } catch (failure) {
      if (failure instanceof ChatError && failure.reason === "NAME_TAKEN") this.#gate.failed(call.address);
      throw failure;
    }
  }

  /** Makes an account, at whatever rate: for the operator. */
  async create(request: NameAndPassword): Promise<UserRow> {
    const name = requireName(request.name);
    const password = requirePassword(request.password);
    if (await this.#store.userNamed(nameKey(name))) throw errors.nameTaken(name);
    const passwordHash = await this.#passwords.hash(password);
    const user = newUser({ name, kind: "account", passwordHash, createdAtMs: this.#clock.now() });
    if (!(await this.#store.createUser(user))) throw errors.nameTaken(name);
    return user;
  }

  /** Replaces the password of a person, who need not know the old one: for the operator. */
  async setPassword(userId: string, raw: string): Promise<void> {
    const passwordHash = await this.#passwords.hash(requirePassword(raw));
    await this.#store.changeUser(userId, { passwordHash });
  }

  /** Finds the account; an unknown name, a guest's name and a wrong password get the same answer in the same time. */
  async signIn({ name, password }: NameAndPassword, call: Call): Promise<UserRow> {
    const account = accountKey(name);
    const user = await this.#store.userNamed(account);
    await this.#requirePassword(user?.passwordHash, password, { account, call });
    if (!user) throw errors.wrongPassword();
    return user;
  }

  /** Changes the password of a person who has one and knows it. */
  async changePassword(userId: string, change: { old: string; next: string }, call: Call): Promise<void> {
    const user = await this.#store.user(userId);
    if (!user) throw errors.sessionEnded();
    if (user.passwordHash === undefined) throw errors.noPassword();
    const next = requirePassword(change.next);
    await this.#requirePassword(user.passwordHash, change.old, { account: user.nameKey, call });
    await this.#store.changeUser(userId, { passwordHash: await this.#passwords.hash(next) });
  }

  async #requirePassword(
    encoded: string | undefined,
    password: string,
    { account, call }: { account: string; call: Call },
  ): Promise<void> {
    const requireOpen = () => {
      if (call.signal.aborted) throw errors.deadline();
      this.#gate.requireOpen(call.address, account);
    };
    requireOpen();
    const possible = password.length <= maxRawLength;
    // Asked again when the turn comes: of a hundred guesses at once all would be let in here.
    const fits = await this.#passwords.verify(
      possible ? encoded : undefined,
      possible ? password.normalize("NFC") : "",
      requireOpen,
    );
    if (fits) return;
    this.#gate.failed(call.address, account);
    throw errors.wrongPassword();
  }
}

/** The key that a name would have; a text that is far too long is nobody's. */
function accountKey(name: string): string {
  return nameKey(name.slice(0, 256));
}

// NFC, so that Hangul and accents are the same password from every keyboard.
function requirePassword(raw: string): string {
  const password = raw.length > maxRawLength ? raw : raw.normalize("NFC");
  if (password.length > maxPasswordLength && codePoints(password) > maxPasswordLength) {
    throw errors.passwordTooLong(maxPasswordLength);
  }
  if (codePoints(password) < minPasswordLength) throw errors.passwordTooShort(minPasswordLength);
  return password;
}
