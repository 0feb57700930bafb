// Whom this door brought into a channel of ours, and takes out of it again.
import { create } from "@bufbuild/protobuf";
import { callInside } from "../../core/service.ts";
import { JoinChannelRequestSchema, LeaveChannelRequestSchema } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";
import { Debts } from "./debts.ts";
import type { Person } from "./person.ts";

/** Of one channel. A person's own acts come one after the other: call `join` and `leave` in their turn. */
export class Insiders {
  readonly #peers: Courtyard["peers"];
  readonly #debts: Debts;
  readonly #channelId: string;
  readonly #inside = new Map<string, Person>();
  readonly #wereInside = new Set<string>();

  /** The maker of a channel is in it from the start. */
  constructor(courtyard: Courtyard, channelId: string, maker: Person) {
    this.#peers = courtyard.peers;
    this.#debts = new Debts(courtyard);
    this.#channelId = channelId;
    this.#note(maker);
  }

  /** Everybody who is in. */
  all(): Person[] {
    return [...this.#inside.values()];
  }

  has({ caller }: Person): boolean {
    return this.#inside.has(caller.userId);
  }

  /** Whether this door ever brought them in: then what the log says of it is no news. */
  knows(userId: string): boolean {
    return this.#wereInside.has(userId);
  }

  /** Rejects like JoinChannel; does nothing for those who are in. */
  async join(person: Person): Promise<void> {
    if (this.has(person)) return;
    this.#wereInside.add(person.caller.userId);
    const request = create(JoinChannelRequestSchema, { channelId: this.#channelId });
    await this.#peers.lobby.joinChannel(request, callInside(person.caller));
    this.#note(person);
  }

  /** Rejects like LeaveChannel; does nothing for those who are not in. */
  async leave(person: Person): Promise<void> {
    if (!this.#inside.delete(person.caller.userId)) return;
    const request = create(LeaveChannelRequestSchema, { channelId: this.#channelId });
    await this.#peers.lobby.leaveChannel(request, callInside(person.caller));
    this.#debts.settled(this.#channelId, person.caller);
  }

  /** Somebody else took them out; undefined: they were not in. */
  takenOut(userId: string): Person | undefined {
    const person = this.#inside.get(userId);
    if (person) this.#debts.settled(this.#channelId, person.caller);
    this.#inside.delete(userId);
    return person;
  }

  #note(person: Person): void {
    this.#debts.owe(this.#channelId, person.caller);
    this.#inside.set(person.caller.userId, person);
    this.#wereInside.add(person.caller.userId);
  }
}
