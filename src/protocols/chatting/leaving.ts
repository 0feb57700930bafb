// What leaving means at this door: a room, the lobby with the room, and the door itself.
import type { Lobby } from "./lobby.ts";
import type { LobbyUser } from "./lobby-user.ts";
import type { People } from "./people.ts";
import type { Person } from "./person.ts";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";

/** Where people are. */
export interface LeavingParts {
  readonly people: People;
  readonly lobby: Lobby;
  readonly rooms: Rooms;
  readonly onUnexpected: (failure: unknown, where: string) => void;
}

/** `room` and `lobby` are to be called in the person's turn. */
export class Leaving {
  readonly #parts: LeavingParts;

  constructor(parts: LeavingParts) {
    this.#parts = parts;
  }

  /** Out of the room that they chose, if any; never rejects: whoever leaves is gone. */
  async room(user: LobbyUser): Promise<void> {
    const { room } = user;
    user.choose(undefined);
    if (room) await this.#leave(room, user.person);
  }

  /** Out of the lobby and of every room. */
  async lobby(person: Person): Promise<void> {
    const { lobby, rooms } = this.#parts;
    const user = lobby.take(person);
    const left = new Set([...(user?.room ? [user.room] : []), ...rooms.of(person)]);
    user?.end();
    for (const room of left) await this.#leave(room, person);
  }

  /** Out of everything: the guest is dismissed, and forgotten here. */
  door(person: Person): void {
    this.#parts.people.end(person, () => this.lobby(person));
  }

  async #leave(room: Room, person: Person): Promise<void> {
    const { rooms, onUnexpected } = this.#parts;
    await rooms.leave(room, person).catch((failure: unknown) => onUnexpected(failure, "chatting leave"));
  }
}
