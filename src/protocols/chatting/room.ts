// A channel at a port of its own: who is in it, what they are told of each other, and who keeps it open.
import type { ChatError } from "../../core/errors.ts";
import type { LineChannel } from "../courtyard/line-channel.ts";
import type { Insiders } from "./insiders.ts";
import type { Person } from "./person.ts";
import type { LentPort } from "./port-pool.ts";
import { Seat } from "./seat.ts";
import { status } from "./status.ts";

/** What a room is made of. */
export interface RoomParts {
  readonly lent: LentPort;
  readonly lines: LineChannel;
  readonly insiders: Insiders;
  readonly maker: Person;
}

/** Made, and closed when it is idle, by Rooms. */
export class Room {
  readonly lent: LentPort;
  readonly lines: LineChannel;
  readonly insiders: Insiders;
  /** In the order in which they came: those with a seat, and those who are in the channel by other ways. */
  readonly #members = new Map<number, Seat | "outside">();
  readonly #outside = new Map<string, number>();
  #maker: Person | undefined;
  #seats = 0;
  #holds = 0;
  #wasEntered = false;
  #isOpen = true;

  constructor({ lent, lines, insiders, maker }: RoomParts) {
    this.lent = lent;
    this.lines = lines;
    this.insiders = insiders;
    this.#maker = maker;
  }

  get port(): number {
    return this.lent.port;
  }

  get channelId(): string {
    return this.lines.channelId;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether nobody keeps it open: no member, nobody on the way in, and its maker is not still to come. */
  get isIdle(): boolean {
    const awaitsMaker = this.#maker !== undefined && !this.#wasEntered;
    return this.#seats === 0 && this.#holds === 0 && !awaitsMaker;
  }

  /** The indexes of all members. */
  members(): number[] {
    return [...this.#members.keys()];
  }

  /** The seat of a member who came through this door. */
  seat(index: number): Seat | undefined {
    const member = this.#members.get(index);
    return member === "outside" ? undefined : member;
  }

  /** Whether somebody has to do with it: has a seat, made it, or spoke here. */
  knows(person: Person): boolean {
    return this.#maker === person || this.seat(person.index)?.person === person || this.insiders.has(person);
  }

  /** Keeps the room open for somebody on the way in; call what it returns once they are in or will not come. */
  hold(): () => void {
    this.#holds++;
    let isHeld = true;
    return () => {
      if (isHeld) this.#holds--;
      isHeld = false;
    };
  }

  /** Gives a seat to somebody who hears what comes after a seq. */
  take(person: Person, after: number): Seat {
    const seat = new Seat(person, { lines: this.lines, userId: person.caller.userId, after });
    this.#outside.delete(person.caller.userId);
    this.#members.set(person.index, seat);
    this.#seats++;
    this.#wasEntered = true;
    return seat;
  }

  /** Tells all members that one of them is there. */
  announce(index: number): void {
    this.#tell(status.joined(index, this.port));
  }

  /** Takes a member out and tells the others; undefined: they had no seat. The maker is not awaited any more. */
  leave(person: Person): Seat | undefined {
    if (this.#maker === person) this.#maker = undefined;
    const seat = this.seat(person.index);
    if (seat?.person !== person) return undefined;
    this.#members.delete(person.index);
    this.#seats--;
    this.#tell(status.left(person.index, this.port));
    return seat;
  }

  /** Somebody came into the channel by another way. */
  cameOutside(userId: string, index: number): void {
    if (!this.#isOpen || this.#members.has(index)) return;
    this.#members.set(index, "outside");
    this.#outside.set(userId, index);
    this.announce(index);
  }

  /** Somebody who came by another way left. */
  leftOutside(userId: string): void {
    const index = this.#outside.get(userId);
    if (index === undefined) return;
    this.#outside.delete(userId);
    this.#members.delete(index);
    this.#tell(status.left(index, this.port));
  }

  /** Ends all streams with a reason. */
  close(reason: ChatError): void {
    this.#isOpen = false;
    this.lines.close(reason);
    for (const member of this.#members.values()) if (member !== "outside") member.end(reason);
  }

  #tell(word: Uint8Array): void {
    for (const member of this.#members.values()) if (member !== "outside") member.statuses.push(word);
  }
}
