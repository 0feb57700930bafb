// The chat of four services as a door: its lobby is everybody's lobby, and a channel that it makes is one of ours.
import { errors } from "../../core/errors.ts";
import { Agent, Channel, ChatSchema, Heartbeat, Lobby as LobbyDesc } from "../../gen/compat/chatting/chatting_pb.ts";
import { framed } from "../../rpc/framed.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";
import type { Door, Print } from "../courtyard/door.ts";
import type { LineStyle } from "../courtyard/line-channel.ts";
import { AgentService } from "./agent-service.ts";
import { AuthorIndexes } from "./author-indexes.ts";
import { BeatWheel } from "./beat-wheel.ts";
import { ChannelService } from "./channel-service.ts";
import { Commands } from "./commands.ts";
import { Debts } from "./debts.ts";
import { DoorTime } from "./door-time.ts";
import { HeartbeatService } from "./heartbeat-service.ts";
import { Leaving } from "./leaving.ts";
import { Lobby } from "./lobby.ts";
import { LobbyPlaces } from "./lobby-places.ts";
import { LobbyService } from "./lobby-service.ts";
import { People } from "./people.ts";
import type { ChattingPlaces } from "./places.ts";
import { PortPool } from "./port-pool.ts";
import { Rooms } from "./rooms.ts";
import { Supervision } from "./supervision.ts";

/** What the door is made of. */
export interface ChattingDoorParts extends Courtyard {
  readonly places: ChattingPlaces;
  /** The ports that channels get; 0: any free one. */
  readonly channelPorts: readonly number[];
  readonly print: Print | undefined;
}

/** What its services share. */
export interface ChattingParts {
  readonly courtyard: Courtyard;
  readonly places: ChattingPlaces;
  readonly print: Print | undefined;
  readonly time: DoorTime;
  readonly people: People;
  readonly lobby: Lobby;
  readonly rooms: Rooms;
  readonly leaving: Leaving;
  readonly commands: Commands;
}

/** Makes the door. */
export async function createChattingDoor(parts: ChattingDoorParts): Promise<Door> {
  const { clock, numbers, onUnexpected, places, channelPorts, print } = parts;
  const courtyard = parts;
  await new Debts(courtyard).settleAll();
  const time = new DoorTime(clock);
  const indexes = new AuthorIndexes(numbers);
  const style = toStyle(indexes);
  const people = new People(courtyard, time, (person) => leaving.door(person));
  const lobby = new Lobby({ courtyard, time, people, style, places: await LobbyPlaces.open(courtyard) });
  const rooms = new Rooms({ courtyard, pool: new PortPool(places, channelPorts), style, indexes });
  const leaving: Leaving = new Leaving({ people, lobby, rooms, onUnexpected });
  const commands = new Commands({ lobby, rooms, leaving, places });
  const shared = { courtyard, places, print, time, people, lobby, rooms, leaving, commands };
  const heartbeat = new HeartbeatService({ people, time, wheel: new BeatWheel(clock) });
  const supervision = new Supervision(shared);
  time.onSecond(() => {
    supervision.look();
    lobby.look();
  });
  return {
    name: "chatting",
    services: [
      { desc: Agent, service: new AgentService(shared) },
      { desc: Heartbeat, service: heartbeat },
      { desc: LobbyDesc, service: new LobbyService(shared) },
      { desc: Channel, service: new ChannelService(shared) },
    ],
    close() {
      time.close();
      heartbeat.close();
      rooms.close(errors.draining());
      lobby.close(errors.draining());
    },
  };
}

function toStyle(indexes: AuthorIndexes): LineStyle {
  return {
    door: "chatting",
    prepare: (line) => indexes.prepare(line),
    render: (line) => framed(ChatSchema, { index: indexes.of(line), text: line.text }),
  };
}
