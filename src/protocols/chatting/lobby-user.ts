// Somebody in the lobby: what they have not heard yet, and the room that they chose.
import type { ChatError } from "../../core/errors.ts";
import { Ear, type EarPlace } from "./ear.ts";
import type { Person } from "./person.ts";
import type { Room } from "./room.ts";
import { StatusQueue } from "./status-queue.ts";

/** Made by Lobby only. */
export class LobbyUser {
  readonly person: Person;
  readonly ear: Ear;
  readonly statuses = new StatusQueue();
  #room: Room | undefined;
  #release: (() => void) | undefined;

  constructor(person: Person, place: EarPlace) {
    this.person = person;
    this.ear = new Ear(place);
  }

  /** The room that they made or joined, as long as it is open. */
  get room(): Room | undefined {
    return this.#room?.isOpen ? this.#room : undefined;
  }

  /** Notes the room they chose; `release` lets go of the place that is kept there until they come. */
  choose(room: Room | undefined, release?: () => void): void {
    this.#release?.();
    this.#release = release;
    this.#room = room;
  }

  /** They came to a room: if it is the one they chose, no place need be kept there. */
  arrive(room: Room): void {
    if (this.#room === room) this.choose(room);
  }

  /** Ends their streams: well, or with a reason. */
  end(reason?: ChatError): void {
    this.choose(undefined);
    this.ear.close(reason);
    this.statuses.close(reason);
  }
}
