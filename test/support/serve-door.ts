// Serves one door on a free port of this machine, with parts that the test holds.
import type { Door } from "../../src/protocols/courtyard/door.ts";
import { createListener } from "../../src/rpc/listen.ts";

/** A door that is served. */
export interface ServedDoor {
  /** host:port */
  readonly address: string;
  /** What went wrong on the server that no client was meant to see. */
  readonly unexpected: readonly unknown[];
  close(): Promise<void>;
}

/** Listens; closing ends the door's streams first, as the server does. */
export async function serveDoor(door: Door): Promise<ServedDoor> {
  const unexpected: unknown[] = [];
  const listener = createListener({
    services: door.services.map((served) => ({ ...served, opensTo: () => true })),
    connectionsPerAddress: 0,
    authenticate: () => Promise.reject(new Error("A door knows no sign-in.")),
    onUnexpected: (failure) => unexpected.push(failure),
  });
  const { port } = await listener.open("127.0.0.1", 0);
  return {
    address: `127.0.0.1:${port}`,
    unexpected,
    async close() {
      door.close();
      await listener.close(500);
    },
  };
}
