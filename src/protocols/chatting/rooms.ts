// The rooms that are open: each a channel of ours at a lent port, which is given back when the last member has left.
import { type ChatError, errors } from "../../core/errors.ts";
import { type OpenRoomParts, openRoom } from "./open-room.ts";
import type { Person } from "./person.ts";
import type { PortPool } from "./port-pool.ts";
import type { Room } from "./room.ts";
import type { Seat } from "./seat.ts";
import { status } from "./status.ts";

/** What rooms are made of. */
export interface RoomsParts extends OpenRoomParts {
  readonly pool: PortPool;
}

/** Who joined a room has so long to come. */
const joinHoldMs = 10_000;
/** Streams of a closed room get their status within this time. */
const closeMs = 500;

/** What changes where a person is must be called in their turn; the room may be gone by then. */
export class Rooms {
  readonly #parts: RoomsParts;
  /** By port, in the order in which they were made. */
  readonly #open = new Map<number, Room>();
  readonly #formerPorts = new Set<number>();
  #closed: ChatError | undefined;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
  }

  /** The ports of all rooms. */
  ports(): number[] {
    return [...this.#open.keys()];
  }

  /** The room at this port. */
  at(port: number): Room | undefined {
    return this.#open.get(port);
  }

  /** The room at this port; throws CHANNEL_CLOSED or NO_CHANNEL_HERE. */
  require(port: number): Room {
    const room = this.#open.get(port);
    if (room) return room;
    throw this.#formerPorts.has(port) ? errors.channelClosed() : errors.noChannelHere();
  }

  /** Makes a room; undefined: no port is free. */
  async make(maker: Person): Promise<Room | undefined> {
    const lent = await this.#parts.pool.lend();
    if (!lent) return undefined;
    try {
      const onTakenOut = (room: Room, person: Person) => this.#takenOut(room, person);
      const room = await openRoom(this.#parts, { lent, maker, onTakenOut });
      if (this.#closed) {
        room.close(this.#closed);
        throw this.#closed;
      }
      this.#open.set(lent.port, room);
      return room;
    } catch (failure) {
      await lent.giveBack(0);
      throw failure;
    }
  }

  /** Keeps a room open for somebody who joined it, until they called what it returns or had time to come. */
  awaitSomebody(room: Room): () => void {
    const release = this.hold(room);
    const cancel = this.#parts.courtyard.clock.after(joinHoldMs, release);
    return () => {
      cancel();
      release();
    };
  }

  /** Keeps a room open until what it returns is called. */
  hold(room: Room): () => void {
    const release = room.hold();
    return () => {
      release();
      this.#settle(room);
    };
  }

  /** Seats somebody, who hears what comes after a seq; rejects as joining the channel does. */
  async enter(room: Room, person: Person, after: number): Promise<Seat> {
    const seat = room.seat(person.index);
    if (seat) return seat;
    await room.insiders.join(person);
    if (!room.isOpen) throw errors.channelClosed();
    return room.take(person, after);
  }

  /** Takes somebody out: the others are told, and the room closes if it was the last one. */
  async leave(room: Room, person: Person): Promise<void> {
    const seat = room.leave(person);
    this.#settle(room);
    seat?.end(room.isOpen ? undefined : errors.channelClosed());
    await room.insiders.leave(person);
  }

  /** Takes a member out who is told so too; an empty room stays open if it is to. */
  async remove(room: Room, person: Person, staysOpen: boolean): Promise<void> {
    const seat = room.leave(person);
    if (!seat) return;
    seat.statuses.push(status.left(person.index, room.port));
    seat.end();
    if (!staysOpen) this.#settle(room);
    await room.insiders.leave(person);
  }

  /** The rooms that know somebody: as a member, as the maker, or because they spoke there. */
  of(person: Person): Room[] {
    return [...this.#open.values()].filter((room) => room.knows(person));
  }

  /** Closes all rooms with a reason. */
  close(reason: ChatError): void {
    this.#closed = reason;
    for (const room of this.#open.values()) this.#closeRoom(room, reason);
  }

  #settle(room: Room): void {
    if (!room.isOpen || !room.isIdle) return;
    this.#closeRoom(room, errors.channelClosed());
    // Who only spoke here.
    for (const person of room.insiders.all()) this.#unseen(person.turn(() => room.insiders.leave(person), true));
  }

  #closeRoom(room: Room, reason: ChatError): void {
    this.#open.delete(room.port);
    this.#formerPorts.add(room.port);
    room.close(reason);
    this.#unseen(room.lent.giveBack(closeMs));
  }

  #takenOut(room: Room, person: Person): void {
    this.#unseen(person.turn(() => this.leave(room, person), true));
  }

  // Nobody waits for it.
  #unseen(act: Promise<void>): void {
    act.catch((failure: unknown) => this.#parts.courtyard.onUnexpected(failure, "chatting room"));
  }
}
