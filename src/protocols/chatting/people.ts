// Who is at this door, by index: an index is a lasting number, and behind it stands always the same guest.
import { type ChatError, errors } from "../../core/errors.ts";
import type { Call, Caller } from "../../core/service.ts";
import { TokenBuckets } from "../../core/token-bucket.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";
import type { DoorTime } from "./door-time.ts";
import { Person } from "./person.ts";

const maxPeople = 20_000;
/** Somebody else may take a number between our asking for it and our giving it. */
const loginTries = 20;
/** Indexes that nobody has may be used without a login: so many at once, and then so many a second. */
const strangerRate = { perSecond: 20, burst: 1_000 } as const;
/** Indexes of people who signed in elsewhere, remembered so that each is looked up once. */
const maxOthers = 10_000;

/** Bounded by count; everybody in it leaves by `forget`. */
export class People {
  readonly #courtyard: Courtyard;
  readonly #time: DoorTime;
  readonly #onSignedOut: (person: Person) => void;
  readonly #here = new Map<number, Person>();
  readonly #arriving = new Map<number, Promise<Person>>();
  readonly #others = new Set<number>();
  readonly #strangers: TokenBuckets;

  /** `onSignedOut` hears of those whose session somebody else ended: they are to leave. */
  constructor(courtyard: Courtyard, time: DoorTime, onSignedOut: (person: Person) => void) {
    this.#courtyard = courtyard;
    this.#time = time;
    this.#onSignedOut = onSignedOut;
    this.#strangers = new TokenBuckets(strangerRate, courtyard.clock);
  }

  /** Everybody who is here, in the order in which they came. */
  all(): Iterable<Person> {
    return this.#here.values();
  }

  /** Who is here with this index. */
  find(index: number): Person | undefined {
    return this.#here.get(index);
  }

  /** Somebody new, with the next index. Rejects with DOOR_FULL, or as guests are refused. */
  async login(call: Call): Promise<Person> {
    const { numbers } = this.#courtyard;
    for (let tries = 0; tries < loginTries; tries++) {
      const index = await numbers.next("people");
      // Somebody uses it already who never logged in.
      if (this.#here.has(index) || this.#arriving.has(index)) continue;
      const person = await this.#arrive(index, () => this.#admit(index, undefined, call)).catch(unlessAnothers);
      if (!person) continue;
      person.loggedInS = this.#time.nowS;
      return person;
    }
    throw errors.doorFull("every index that was tried was taken by somebody else");
  }

  /** The person with this index, who comes now if need be. Rejects with INDEX_OF_ANOTHER or DOOR_FULL. */
  async of(index: number, call: Call): Promise<Person> {
    const person = this.#here.get(index);
    if (person && !person.ending) return person;
    if (person) {
      await person.ending;
      return this.of(index, call);
    }
    return this.#arriving.get(index) ?? this.#arrive(index, () => this.#come(index, call));
  }

  /** Rejects with INDEX_OF_ANOTHER if this is the index of somebody who signed in elsewhere. */
  async refuseAnother(index: number, call: Call): Promise<void> {
    if (this.#here.has(index)) return;
    if ((await this.#courtyard.numbers.holderOf(index)) !== undefined) await this.of(index, call);
  }

  /** Ends somebody's session once `leaving` is done; the same index is the same guest when they come back. */
  end(person: Person, leaving: () => Promise<void>): void {
    if (person.ending) return;
    const { guests, onUnexpected } = this.#courtyard;
    const leave = async () => {
      try {
        await leaving();
        await guests.dismiss(person.caller);
      } catch (failure) {
        onUnexpected(failure, "chatting departure");
      }
      this.#here.delete(person.index);
    };
    person.ending = person.turn(leave, true);
  }

  #arrive(index: number, come: () => Promise<Person>): Promise<Person> {
    if (this.#here.size + this.#arriving.size >= maxPeople)
      return Promise.reject(errors.doorFull(`${maxPeople} people are here`));
    const arriving = come().finally(() => this.#arriving.delete(index));
    this.#arriving.set(index, arriving);
    return arriving;
  }

  async #come(index: number, call: Call): Promise<Person> {
    if (this.#others.has(index)) throw errors.indexOfAnother();
    const holder = await this.#courtyard.numbers.holderOf(index);
    if (holder === undefined && this.#strangers.take("") > 0) throw errors.doorFull("too many unknown indexes came");
    return this.#admit(index, holder, call);
  }

  async #admit(index: number, knownHolder: string | undefined, { address }: Call): Promise<Person> {
    const { guests, numbers, presence } = this.#courtyard;
    let person: Person | undefined;
    let isSignedOut = false;
    const guest = { key: `chatting ${index}`, wish: `user-${index}`, mark: "", address };
    const caller = await guests.admit(guest, () => {
      isSignedOut = true;
      if (person) this.#onSignedOut(person);
    });
    const holder = knownHolder ?? (await numbers.claim(index, caller.userId));
    if (holder !== caller.userId) return this.#refuse(index, caller);
    if (isSignedOut) throw errors.sessionEnded();
    const isKnown = knownHolder !== undefined;
    person = new Person({ index, caller, isKnown, time: this.#time, presence });
    this.#here.set(index, person);
    return person;
  }

  async #refuse(index: number, caller: Caller): Promise<never> {
    if (this.#others.size < maxOthers) this.#others.add(index);
    await this.#courtyard.guests.dismiss(caller);
    throw errors.indexOfAnother();
  }
}

function unlessAnothers(failure: ChatError): undefined {
  if (failure.reason !== "INDEX_OF_ANOTHER") throw failure;
}
