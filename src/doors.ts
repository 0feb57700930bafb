// Opens the doors: the older protocols, each over the same channels as everybody else's.
import type { Backend } from "./backends/embedded/open.ts";
import type { Config } from "./config.ts";
import { isLoopback } from "./core/loopback.ts";
import type { Listening } from "./listening.ts";
import type { OpenNotifications } from "./notifications.ts";
import { createAggFuncsDoor } from "./protocols/agg-funcs/agg-funcs-door.ts";
import { createChatServerDoor } from "./protocols/chat-server/chat-server-door.ts";
import { createChattingDoor } from "./protocols/chatting/chatting-door.ts";
import type { ChattingPlaces } from "./protocols/chatting/places.ts";
import type { Courtyard } from "./protocols/courtyard/courtyard.ts";
import type { Door, Print } from "./protocols/courtyard/door.ts";
import { createNotificationDoor } from "./protocols/notification/notification-door.ts";
import { createRouteGuideDoor } from "./protocols/route-guide/route-guide-door.ts";
import type { Served } from "./rpc/serve.ts";
import { printLine } from "./runtime/print-line.ts";
import { PublicProfiles } from "./services/agent/public-profiles.ts";

/** Where the older lobby has always been. */
const lobbyPort = 50_052;

/** What doors are made of. */
export interface DoorParts {
  readonly config: Config;
  readonly courtyard: Courtyard;
  readonly backend: Backend;
  readonly notifications: Pick<OpenNotifications, "requests" | "connected" | "knows">;
  /** Where it listens, once it does. */
  readonly listening: () => Listening;
}

/** Makes all doors that the operator did not close. */
export async function openDoors({ config, courtyard, backend, notifications, listening }: DoorParts): Promise<Door[]> {
  if (config.doors.includes("off")) return [];
  const print: Print | undefined = config.printDoors ? printLine : undefined;
  const { clock, onUnexpected } = courtyard;
  const places = chattingPlaces(config, listening);
  return [
    await createChattingDoor({ ...courtyard, places, channelPorts: config.channelPorts, print }),
    await createChatServerDoor({ ...courtyard, replay: config.noteReplay, print }),
    createAggFuncsDoor({ print }),
    createRouteGuideDoor({ profiles: new PublicProfiles(backend) }),
    createNotificationDoor({
      store: notifications.requests,
      connected: notifications.connected,
      isKnown: config.strictNotifications ? notifications.knows : undefined,
      clock,
      onUnexpected: (failure) => onUnexpected(failure, "old notifications"),
      print,
      pushToStreams: config.streamNotifications,
    }),
  ];
}

// With TLS on our own places, older clients find all of their services where they look.
function chattingPlaces({ doorHost, tlsCert }: Config, listening: () => Listening): ChattingPlaces {
  const told = (port: number) => `${doorHost}:${port}`;
  const portOf = ({ places, doorPlaces }: Listening, wish: number) => {
    const all = tlsCert === undefined ? [...places, ...doorPlaces] : doorPlaces;
    return (all.find(({ port }) => port === wish) ?? all[0])?.port ?? 0;
  };
  return {
    heartbeat: () => told(portOf(listening(), listening().places[0]?.port ?? 0)),
    lobby: () => told(portOf(listening(), lobbyPort)),
    channel: told,
    open: (port) => listening().openForDoors(port),
  };
}

/** The services of doors: for this machine only, but for those that the operator named. */
export function servedDoors(doors: readonly Door[], { doors: named }: Config): Served[] {
  return doors.flatMap(({ name, services }) => {
    const opensTo = named.includes(name) ? () => true : isLoopback;
    return services.map(({ desc, service }) => ({ desc, service, opensTo }));
  });
}
