// Tells everybody who is at this node to those that asked, a part at a time.
import type { OwnPeople } from "./own-people.ts";
import { weightOf } from "./own-people.ts";
import type { PersonThere } from "./presence-words.ts";

/** Some of everybody who is there. */
export interface Part {
  readonly ask: number;
  readonly index: number;
  readonly last: boolean;
  readonly people: readonly PersonThere[];
}

interface Answer {
  readonly ask: number;
  readonly rest: Iterator<PersonThere, undefined>;
  index: number;
}

/** At most one answer to each node. */
export class PeopleAnswers {
  readonly #own: OwnPeople;
  readonly #maxWeight: number;
  readonly #answers = new Map<string, Answer>();

  constructor(own: OwnPeople, maxWeight: number) {
    this.#own = own;
    this.#maxWeight = maxWeight;
  }

  /** Begins an answer, instead of an earlier one; false if it is being given already. */
  begin(nodeId: string, ask: number): boolean {
    if ((this.#answers.get(nodeId)?.ask ?? 0) >= ask) return false;
    this.#answers.set(nodeId, { ask, rest: this.#own.all(), index: 0 });
    return true;
  }

  /** To whom something is still to be told. */
  get nodeIds(): string[] {
    return [...this.#answers.keys()];
  }

  /** The next part for a node; undefined if nothing is left. */
  next(nodeId: string): Part | undefined {
    const answer = this.#answers.get(nodeId);
    if (!answer) return undefined;
    const people: PersonThere[] = [];
    let weight = this.#maxWeight;
    let last = false;
    while (weight > 0 && !last) {
      const { value: person } = answer.rest.next();
      if (person) people.push(person);
      weight -= person ? weightOf(person) : 0;
      last = !person;
    }
    if (last) this.#answers.delete(nodeId);
    return { ask: answer.ask, index: answer.index++, last, people };
  }

  /** The node is gone. */
  drop(nodeId: string): void {
    this.#answers.delete(nodeId);
  }
}
