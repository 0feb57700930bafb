// A member's place in a room: what they have not heard yet, and have not been told of the others.
import type { ChatError } from "../../core/errors.ts";
import { Ear, type EarPlace } from "./ear.ts";
import type { Person } from "./person.ts";
import { StatusQueue } from "./status-queue.ts";

/** Stays when the member's streams go. */
export class Seat {
  readonly person: Person;
  readonly ear: Ear;
  readonly statuses = new StatusQueue();

  constructor(person: Person, place: EarPlace) {
    this.person = person;
    this.ear = new Ear(place);
  }

  /** Ends the member's streams: well, or with a reason. */
  end(reason?: ChatError): void {
    this.ear.close(reason);
    this.statuses.close(reason);
  }
}
