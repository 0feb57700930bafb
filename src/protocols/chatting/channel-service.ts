// The RPCs of the older Channel: which one is meant says the port at which the client asks.
import { errors } from "../../core/errors.ts";
import type { ByteStream, Call, Service } from "../../core/service.ts";
import type { Channel, Chat, UserRequest } from "../../gen/compat/chatting/chatting_pb.ts";
import { say } from "../courtyard/say.ts";
import type { ChattingParts } from "./chatting-door.ts";
import type { Room } from "./room.ts";
import type { Seat } from "./seat.ts";

/** Whoever opens a stream is a member from then on, until they leave. */
export class ChannelService implements Service<typeof Channel> {
  readonly #parts: ChattingParts;

  constructor(parts: ChattingParts) {
    this.#parts = parts;
  }

  async tryChatSend({ index, text = "" }: Chat, call: Call) {
    const { courtyard, people, rooms } = this.#parts;
    const room = rooms.require(call.port);
    if (text === "") return {};
    return this.#inside(room, async () => {
      const person = await people.of(index, call);
      person.act();
      // Anybody may speak here; only members are heard of.
      if (!room.insiders.has(person)) await person.turn(() => room.insiders.join(person));
      const { caller } = person;
      const { channelId } = room;
      await say(courtyard, { door: "chatting", label: "", text, caller, channelId, isPlain: true, call });
      return {};
    });
  }

  async tryChatReceive({ index }: Chat, call: Call): Promise<ByteStream> {
    const { person, ear } = await this.#enter(this.#parts.rooms.require(call.port), index, call);
    return (sink) => person.holding(ear.open(sink));
  }

  async tryStatusRequest({ index }: UserRequest, call: Call): Promise<ByteStream> {
    const room = this.#parts.rooms.require(call.port);
    const { person, statuses } = await this.#enter(room, index, call);
    return (sink) => {
      const stream = person.holding(statuses.open(sink));
      // They may have left while the stream was on its way.
      if (room.seat(index)?.person === person) room.announce(index);
      return stream;
    };
  }

  async tryUserRemove({ index }: UserRequest, call: Call) {
    const { rooms, lobby } = this.#parts;
    const room = rooms.require(call.port);
    const seat = room.seat(index);
    if (!seat) throw errors.memberNotFound();
    // Whoever chose the room may still come back; else it would have nobody to close it.
    const isChosen = () => lobby.find(index)?.room === room;
    await seat.person.turn(() => rooms.remove(room, seat.person, isChosen()), true);
    return {};
  }

  #enter(room: Room, index: number, call: Call): Promise<Seat> {
    const { courtyard, people, rooms, lobby } = this.#parts;
    return this.#inside(room, async () => {
      // Before anything is waited for: what is said from now on is heard.
      const [head] = await courtyard.log.heads([room.channelId]);
      const person = await people.of(index, call);
      person.nextBeatS = 0;
      const seat = await person.turn(() => rooms.enter(room, person, head?.seq ?? 0));
      lobby.find(index)?.arrive(room);
      return seat;
    });
  }

  // The last member must not close it behind somebody who is coming in.
  async #inside<Result>(room: Room, act: () => Promise<Result>): Promise<Result> {
    const release = this.#parts.rooms.hold(room);
    try {
      return await act();
    } finally {
      release();
    }
  }
}
