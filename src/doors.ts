// Opens the doors: the older protocols, each over the same channels as everybody else's.
import type { Config } from "./config.ts";
import { isLoopback } from "./core/loopback.ts";
import { createChatServerDoor } from "./protocols/chat-server/chat-server-door.ts";
import type { Courtyard } from "./protocols/courtyard/courtyard.ts";
import type { Door, Print } from "./protocols/courtyard/door.ts";
import type { Served } from "./rpc/serve.ts";

/** What doors are made of. */
export interface DoorParts {
  readonly config: Config;
  readonly courtyard: Courtyard;
}

/** Makes all doors that the operator did not close. */
export async function openDoors({ config, courtyard }: DoorParts): Promise<Door[]> {
  if (config.doors.includes("off")) return [];
  const print: Print | undefined = config.printDoors ? (line) => console.log(line) : undefined;
  return [await createChatServerDoor({ ...courtyard, replay: config.noteReplay, print })];
}

/** The services of doors: for this machine only, but for those that the operator named. */
export function servedDoors(doors: readonly Door[], { doors: named }: Config): Served[] {
  return doors.flatMap(({ name, services }) => {
    const opensTo = named.includes(name) ? () => true : isLoopback;
    return services.map(({ desc, service }) => ({ desc, service, opensTo }));
  });
}
