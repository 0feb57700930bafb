// Calls between simulated processes: they land late, in another order, twice or never, and their answers get lost.
import type { Choices } from "./choices.ts";

/** Who calls: its calls get no answer any more when it is dead, and late ones while it is stopped. */
export interface Caller {
  readonly isDead: boolean;
  readonly isStopped: boolean;
}

interface Call {
  readonly caller: Caller;
  readonly what: string;
  readonly effect: () => unknown;
  readonly answer: (outcome: { readonly value: unknown } | { readonly failure: Error }) => void;
  /** May land again. */
  readonly mayDouble: boolean;
}

interface Answer {
  readonly caller: Caller;
  readonly give: () => void;
}

/** What goes wrong, as probabilities. */
export interface NetworkFaults {
  readonly refused: number;
  readonly answerLost: number;
  readonly answerLate: number;
  readonly doubled: number;
  readonly outOfOrder: number;
}

/** Nothing goes wrong. */
export const calm: NetworkFaults = { refused: 0, answerLost: 0, answerLate: 0, doubled: 0, outOfOrder: 0 };

/** Calls that are on their way. */
export class Network {
  #calls: Call[] = [];
  #answers: Answer[] = [];
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  /** Makes a call: its effect happens when it lands. */
  call<T>(caller: Caller, what: string, effect: () => T, mayDouble = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (caller.isDead) return;
      const answer: Call["answer"] = (outcome) =>
        "value" in outcome ? resolve(outcome.value as T) : reject(outcome.failure);
      this.#calls.push({ caller, what, effect, answer, mayDouble });
    });
  }

  get waiting(): number {
    return this.#calls.length + this.#answers.filter(({ caller }) => !caller.isStopped).length;
  }

  /** Lets one call land. */
  land(choices: Choices, faults: NetworkFaults): void {
    const at = choices.chance(faults.outOfOrder) ? Math.floor(choices.next() * this.#calls.length) : 0;
    const [call] = this.#calls.splice(at, 1);
    if (!call) return;
    if (choices.chance(faults.refused)) {
      this.#tell(`${call.what}: refused`);
      this.#answer(call, { failure: new Error("refused") }, false);
      return;
    }
    const value = call.effect();
    if (call.mayDouble && choices.chance(faults.doubled)) this.#calls.push({ ...call, mayDouble: false });
    const isLost = choices.chance(faults.answerLost);
    this.#tell(`${call.what}: lands${isLost ? ", answer lost" : ""}`);
    const outcome = isLost ? { failure: new Error("answer lost") } : { value };
    this.#answer(call, outcome, choices.chance(faults.answerLate));
  }

  /** Gives a late answer. */
  deliver(choices: Choices): void {
    const ready = this.#answers.filter(({ caller }) => !caller.isStopped);
    const answer = choices.pick(ready);
    if (!answer) return;
    this.#answers.splice(this.#answers.indexOf(answer), 1);
    if (!answer.caller.isDead) answer.give();
  }

  /** What a dead caller sent may still be on its way, or not. */
  lose(caller: Caller, isLost: () => boolean): void {
    this.#calls = this.#calls.filter((call) => call.caller !== caller || !isLost());
  }

  #answer({ caller, answer }: Call, outcome: Parameters<Call["answer"]>[0], isLate: boolean): void {
    if (caller.isDead) return;
    if (isLate || caller.isStopped) this.#answers.push({ caller, give: () => answer(outcome) });
    else answer(outcome);
  }
}
