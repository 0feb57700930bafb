// Somebody at this door: an index, the guest behind it, and what the door must know to tell when they are gone.
import { errors } from "../../core/errors.ts";
import type { PresenceSink } from "../../core/presence.ts";
import type { Caller, OpenStream } from "../../core/service.ts";
import type { DoorTime } from "./door-time.ts";

/** The heartbeat of a person who opened one. */
export interface Heart {
  /** Whether the stream is open now. */
  isBeating: boolean;
  /** When it was last. */
  beatS: number;
}

/** How somebody came to be here. */
export interface Arrival {
  readonly index: number;
  readonly caller: Caller;
  /** Whether the index was somebody's before: theirs, as it turned out. */
  readonly isKnown: boolean;
  readonly time: DoorTime;
  readonly presence: PresenceSink;
}

/** What waits for a turn at most. */
const maxTurns = 200;

/** Made by People only. */
export class Person {
  readonly index: number;
  readonly caller: Caller;
  readonly isKnown: boolean;
  /** When they logged in; undefined: they did not, since the door was opened. */
  loggedInS: number | undefined;
  heart: Heart | undefined;
  /** When they last did something. */
  activeS: number;
  /** When they last held a stream, or came. */
  seenS: number;
  /** Whether they were told that they are quiet, since they last did something. */
  isToldQuiet = false;
  /** When presence is to be told next that they are here. */
  nextBeatS = 0;
  /** Settles when they are gone; undefined: they stay. */
  ending: Promise<void> | undefined;
  #streams = 0;
  #turns = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #time: DoorTime;
  readonly #presence: PresenceSink;

  constructor({ index, caller, isKnown, time, presence }: Arrival) {
    this.index = index;
    this.caller = caller;
    this.isKnown = isKnown;
    this.activeS = time.nowS;
    this.seenS = time.nowS;
    this.#time = time;
    this.#presence = presence;
  }

  /** How many streams they hold. */
  get streams(): number {
    return this.#streams;
  }

  /** They do something. */
  act(): void {
    this.activeS = this.#time.nowS;
    this.isToldQuiet = false;
  }

  /** Does one thing after the other; rejects with DOOR_FULL if too much waits, unless it must be done. */
  turn<Result>(act: () => Promise<Result>, mustBe = false): Promise<Result> {
    if (this.#turns >= maxTurns && !mustBe) return Promise.reject(errors.doorFull("too much of this index waits"));
    this.#turns++;
    const next = this.#turn.then(act).finally(() => this.#turns--);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  /** Counts a stream as theirs until it is gone: meanwhile they are online. */
  holding(stream: OpenStream): OpenStream {
    const offline = this.#presence.streamOpened(this.caller);
    if (this.#streams === 0) this.nextBeatS = 0;
    this.#streams++;
    let isOpen = true;
    return {
      gone: () => {
        if (!isOpen) return;
        isOpen = false;
        this.#streams--;
        this.seenS = this.#time.nowS;
        offline();
        stream.gone();
      },
    };
  }
}
