// What everybody who takes part in a check can do, whatever door they came by.
import type { PlannedPerson } from "../plan/plan.ts";
import type { SeededRandom } from "../plan/seeded-random.ts";
import type { Planted } from "../planted/planted.ts";
import type { Observation } from "../record/observation.ts";

/** The last place that somebody knows of, by channel. */
export type Heads = Readonly<Record<string, number>>;

/** Somebody who takes part; what they do and see is noted. Nothing here rejects because of a fault of the wire. */
export interface Actor {
  /** Comes in; resolves when they hear what is said. */
  enter(): Promise<void>;
  /** Does the next thing of their script. */
  act(): void;
  /** Resolves when everything that they asked for is answered, or when their patience ends. */
  settle(): Promise<Heads>;
  /** Resolves when they have seen everything up to there, which ends in the lobby with this line, or when their patience ends. */
  catchUp(heads: Heads, lastLine: string): Promise<void>;
  /** Notes what they hold now, and what a client that just came in holds. */
  look(): Promise<void>;
  /** Goes. */
  leave(): Promise<void>;
}

/** What an actor is made of. */
export interface ActorParts {
  readonly person: PlannedPerson;
  /** Where another client of theirs notes what it sees. */
  readonly noteAs: (client: string, observation: Observation) => void;
  /** How often the process in which they were has been killed. */
  readonly life: number;
  /** What they are called in the record: nobody else, and no earlier client of theirs, has this name. */
  readonly name: string;
  readonly chance: SeededRandom;
  readonly note: (observation: Observation) => void;
  /** host:port of gRPC and of HTTP, through the proxy. */
  readonly address: string;
  readonly webAddress: string;
  /** For what they keep over their own restarts. */
  readonly folder: string;
  /** Channels that were made for everybody. */
  readonly channels: readonly string[];
  /** Nobody else comes by this account, so that they may leave channels. */
  readonly isAlone: boolean;
  /** Accounts with whom one can talk directly. */
  readonly others: readonly string[];
  /** How long they wait for what has to come, when all is quiet. */
  readonly patienceMs: number;
  readonly planted: Planted | undefined;
}

/** The secret that makes a guest the same person each time. */
export function guestOf(account: string): { readonly name: string; readonly token: string } {
  return { name: account, token: `a-token-of-${Buffer.from(account).toString("hex")}` };
}
