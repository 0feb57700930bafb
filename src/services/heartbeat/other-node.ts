// What is known of one other node's people: followed word by word, and asked for whole when a word is missing.
import type { PeoplePart, PresenceWord } from "../../gen/madang/cluster/v1/presence_pb.ts";
import type { PeopleElsewhere } from "./people-elsewhere.ts";
import { fromPeopleNow } from "./presence-words.ts";

/** So long after a question, or a part of its answer, it is asked again. */
const askAgainMs = 3_000;

/** Whatever is lost, doubled or overtaken on the way: at last it knows what the node told last. */
export class OtherNode {
  /** Where it is answered. */
  address: string;
  /** When something of it came. */
  heardMs: number;
  readonly #people: PeopleElsewhere;
  /** The last word with changes that is accounted for; undefined before the first whole answer began. */
  #number: number | undefined;
  #isComplete = false;
  /** The question whose answer is awaited. */
  #ask: number | undefined;
  #nextPart = 0;
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(address: string, people: PeopleElsewhere, nowMs: number) {
    this.address = address;
    this.heardMs = nowMs;
    this.#people = people;
  }

  /** Whether all of its people are known, but for what is on the way. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  get size(): number {
    return this.#people.size;
  }

  /** Takes what it said, by a node of this id; false if it was said before. */
  hear({ address, number, what }: PresenceWord, ownId: string, nowMs: number): boolean {
    this.address = address;
    this.heardMs = nowMs;
    if (what.case === "part") {
      // One for the process that had this address before is none for this one.
      if (what.value.asker === ownId) this.#takePart(what.value, number, nowMs);
    } else if (what.case === "changed") {
      if (this.#number !== undefined && number <= this.#number) return false;
      this.#expect(number - 1);
      // Also after a gap: how a person is now does not depend on what was missed.
      for (const person of fromPeopleNow(what.value)) this.#people.take(person);
      if (this.#number !== undefined) this.#number = number;
    } else this.#expect(number);
    return true;
  }

  /** Whether everybody who is there is to be asked for now. */
  isAskDue(nowMs: number): boolean {
    return !this.#isComplete && nowMs - this.#askedMs >= askAgainMs;
  }

  /** It was asked; an answer to an earlier question is worth nothing any more. */
  asked(ask: number, nowMs: number): void {
    this.#ask = ask;
    this.#nextPart = 0;
    this.#askedMs = nowMs;
  }

  /** It is gone, and all who were there. */
  forget(): void {
    this.#people.clear();
  }

  /** All words up to this one should have come. */
  #expect(number: number): void {
    if (this.#number === undefined || number <= this.#number) return;
    this.#number = number;
    this.#miss();
  }

  #miss(): void {
    this.#isComplete = false;
    this.#ask = undefined;
  }

  #takePart(part: PeoplePart, number: number, nowMs: number): void {
    const { ask, index, last } = part;
    if (ask !== this.#ask || index < this.#nextPart) return;
    if (!this.#continues(index, number)) {
      this.#miss();
      return;
    }
    this.#askedMs = nowMs;
    this.#nextPart++;
    if (index === 0) this.#people.beginRound();
    for (const person of fromPeopleNow(part.people)) this.#people.take(person);
    if (!last) return;
    this.#people.endRound();
    this.#ask = undefined;
    this.#isComplete = true;
  }

  /** A part that a change overtook, or that overtook one, is worth nothing: it may bring back who has gone. */
  #continues(index: number, number: number): boolean {
    if (index !== this.#nextPart) return false;
    if (index > 0) return number === this.#number;
    if (this.#number !== undefined && number < this.#number) return false;
    this.#number = number;
    return true;
  }
}
