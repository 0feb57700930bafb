// Opens a room: a channel of ours under the next free name, made by the person who asked for it.
import { create } from "@bufbuild/protobuf";
import { ChatError, errors } from "../../core/errors.ts";
import { createMessageId } from "../../core/ids.ts";
import { callInside } from "../../core/service.ts";
import { CreateChannelRequestSchema } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";
import { LineChannel, type LineStyle } from "../courtyard/line-channel.ts";
import type { AuthorIndexes } from "./author-indexes.ts";
import { Insiders } from "./insiders.ts";
import { Passers, type PassersParts } from "./passers.ts";
import type { Person } from "./person.ts";
import type { LentPort } from "./port-pool.ts";
import { Room } from "./room.ts";

/** What all rooms share. */
export interface OpenRoomParts {
  readonly courtyard: Courtyard;
  readonly style: LineStyle;
  readonly indexes: AuthorIndexes;
}

/** Whose room it is, and where. */
export interface RoomWish {
  readonly lent: LentPort;
  readonly maker: Person;
  readonly onTakenOut: PassersParts["onTakenOut"];
}

/** Names that others took are passed over, so many at most. */
const nameTries = 100;

/** Rejects as making a channel does. */
export async function openRoom(parts: OpenRoomParts, { lent, maker, onTakenOut }: RoomWish): Promise<Room> {
  const { courtyard, style, indexes } = parts;
  const channelId = await createChannel(courtyard, maker, lent.port);
  const passers = new Passers({ indexes, onTakenOut, onUnexpected: courtyard.onUnexpected });
  const lines = await LineChannel.open(courtyard, channelId, { ...style, onOther: (event) => passers.hear(event) });
  const room = new Room({ lent, lines, maker, insiders: new Insiders(courtyard, channelId, maker) });
  passers.attach(room);
  return room;
}

async function createChannel({ peers, numbers, clock }: Courtyard, { caller }: Person, port: number): Promise<string> {
  for (let tries = 0; tries < nameTries; tries++) {
    const name = `room-${port}-${await numbers.next(`rooms ${port}`)}`;
    const request = create(CreateChannelRequestSchema, { name, clientMessageId: createMessageId(clock.now()) });
    try {
      const { channel } = await peers.lobby.createChannel(request, callInside(caller));
      return channel?.channelId ?? "";
    } catch (failure) {
      if (!(failure instanceof ChatError && failure.reason === "NAME_TAKEN")) throw failure;
    }
  }
  throw errors.doorFull("every name for a channel is taken");
}
