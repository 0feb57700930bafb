// People who come through the doors of older protocols, which know no sign-in: guests like others, known by the door's key.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { DoorGuest, GuestDesk } from "../../core/peers.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import type { Caller } from "../../core/service.ts";
import { maxNameLength } from "../../core/text.ts";
import type { Off } from "../../core/topics.ts";
import { createUnderFreeName, nameLike } from "./free-name.ts";
import { newUser } from "./new-user.ts";
import type { Sessions } from "./sessions.ts";
import type { SignInGate } from "./sign-in-gate.ts";

/** What the desk is made of. */
export interface DoorGuestsOptions {
  readonly store: SessionStore;
  readonly sessions: Sessions;
  readonly gate: SignInGate;
  readonly clock: Clock;
  /** Whether guests are let in at all. */
  readonly isOpen: () => boolean;
}

/** Who guests are stands in the store; in memory is only whom a door has to be told of. */
export class DoorGuests implements GuestDesk {
  readonly #options: DoorGuestsOptions;
  readonly #watched = new Map<string, Off>();

  constructor(options: DoorGuestsOptions) {
    this.#options = options;
  }

  async admit(guest: DoorGuest, onEnded: (caller: Caller) => void): Promise<Caller> {
    const { store, sessions, gate, isOpen } = this.#options;
    if (!isOpen()) throw errors.guestsOff();
    const known = await store.userHosted(hostedIdOf(guest));
    if (!known) gate.requireGuest(guest.address);
    const { sessionId, user } = await sessions.open(known ?? (await this.#create(guest)));
    const caller = { sessionId, userId: user.userId, name: user.name };
    this.#watch(caller, onEnded);
    return caller;
  }

  async dismiss({ sessionId }: Caller): Promise<void> {
    this.#watched.get(sessionId)?.();
    this.#watched.delete(sessionId);
    await this.#options.sessions.end(sessionId, "left the door");
  }

  // A door's calls carry no token that would be refused: the door itself must let go of them.
  #watch(caller: Caller, onEnded: (caller: Caller) => void): void {
    const { sessionId } = caller;
    const off = this.#options.sessions.onEnd(sessionId, () => {
      this.#watched.delete(sessionId);
      onEnded(caller);
    });
    if (!off) throw errors.sessionEnded();
    this.#watched.set(sessionId, off);
  }

  #create(guest: DoorGuest): Promise<UserRow> {
    const { store, clock } = this.#options;
    const hostedId = hostedIdOf(guest);
    const suffix = guest.mark === "" ? "" : ` (${guest.mark})`;
    const label = nameLike(guest.wish, maxNameLength - suffix.length) ?? "guest";
    return createUnderFreeName(store, {
      wish: `${label}${suffix}`,
      under: (name) => newUser({ name, kind: "guest", hostedId, createdAtMs: clock.now() }),
      meanwhile: () => store.userHosted(hostedId),
    });
  }
}

// No host's token leads to this: an issuer and its subject are parted by another character.
function hostedIdOf({ key }: DoorGuest): string {
  return `door ${key}`;
}
