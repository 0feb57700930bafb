// The people behind windows: a name over a note is a label, so each label is a guest of its own and never an account.

import { create } from "@bufbuild/protobuf";
import { sha256 } from "@noble/hashes/sha2.js";
import { toBase62 } from "../../core/ids.ts";
import { type Call, type Caller, callInside } from "../../core/service.ts";
import { BeatRequestSchema } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";

/** What stands behind the name of a guest at a window. */
export const windowMark = " (window)";

/** So many labels are known at a time; the one that was quiet for longest goes. */
const maxPeople = 10_000;
/** What of a label can become a name; the rest of a longer one is only in its hash. */
const maxWishLength = 256;
/** A note says that its sender is there; more often than this it need not be told on. */
const beatMs = 15_000;

interface WindowPerson {
  readonly caller: Promise<Caller>;
  beatAtMs: number;
}

interface Connection {
  streams: number;
  /** Who spoke over it: each is online as long as it listens. */
  readonly people: Map<string, () => void>;
}

/** Who is online: whoever spoke a moment ago, or over a connection that still listens. */
export class Windows {
  readonly #courtyard: Courtyard;
  readonly #people = new Map<string, WindowPerson>();
  readonly #connections = new Map<string, Connection>();

  constructor(courtyard: Courtyard) {
    this.#courtyard = courtyard;
  }

  /** The guest of this label, who is there now. */
  async personOf(label: string, call: Call): Promise<Caller> {
    // A label may be of any length: nobody is known by it longer than the call takes.
    const key = toBase62(sha256(new TextEncoder().encode(label)), 43);
    const person = this.#known(key) ?? this.#admit(key, label, call);
    const caller = await person.caller;
    this.#isThere(person, caller, call.connection);
    return caller;
  }

  /** A window listens over this connection; call what it returns when it has gone. */
  opened(connection: string): () => void {
    const open = this.#connections.get(connection) ?? { streams: 0, people: new Map() };
    this.#connections.set(connection, open);
    open.streams++;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      open.streams--;
      if (open.streams > 0) return;
      this.#connections.delete(connection);
      for (const offline of open.people.values()) offline();
    };
  }

  /** Lets go of everybody. */
  close(): void {
    for (const { people } of this.#connections.values()) for (const offline of people.values()) offline();
    this.#connections.clear();
    this.#people.clear();
  }

  #known(key: string): WindowPerson | undefined {
    const person = this.#people.get(key);
    if (!person) return undefined;
    this.#people.delete(key);
    this.#people.set(key, person);
    return person;
  }

  #admit(key: string, label: string, { address }: Call): WindowPerson {
    const wish = label.slice(0, maxWishLength);
    const guest = { key: `note ${key}`, wish, mark: "window", address };
    // Whoever is known is let in without being asked again.
    const caller = this.#courtyard.guests.admit(guest, (gone) => {
      if (this.#people.get(key) === person) this.#people.delete(key);
      this.#offline(gone);
    });
    const person: WindowPerson = { caller, beatAtMs: Number.NEGATIVE_INFINITY };
    this.#people.set(key, person);
    caller.catch(() => this.#people.delete(key));
    if (this.#people.size > maxPeople) this.#dismissOldest();
    return person;
  }

  #dismissOldest(): void {
    for (const [key, { caller }] of this.#people) {
      this.#people.delete(key);
      caller.then((gone) => this.#dismiss(gone)).catch(() => undefined);
      return;
    }
  }

  async #dismiss(gone: Caller): Promise<void> {
    this.#offline(gone);
    await this.#courtyard.guests.dismiss(gone);
  }

  #offline({ sessionId }: Caller): void {
    for (const { people } of this.#connections.values()) {
      people.get(sessionId)?.();
      people.delete(sessionId);
    }
  }

  #isThere(person: WindowPerson, caller: Caller, connection: string): void {
    const { clock, presence, peers, onUnexpected } = this.#courtyard;
    const listening = this.#connections.get(connection);
    if (listening && !listening.people.has(caller.sessionId))
      listening.people.set(caller.sessionId, presence.streamOpened(caller));
    // Who listens is there for as long as that lasts; a beat would say only for how long one that comes alone counts.
    if (listening && person.beatAtMs === Number.NEGATIVE_INFINITY) return;
    // A wall clock that was set back must not silence them for as long.
    if (Math.abs(clock.now() - person.beatAtMs) < beatMs) return;
    person.beatAtMs = clock.now();
    peers.heartbeat
      .beat(create(BeatRequestSchema), callInside(caller))
      .catch((failure: unknown) => onUnexpected(failure, "window beat"));
  }
}
