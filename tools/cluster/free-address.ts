// An address of the loopback interface: the one that people know by heart if it is free, or else any.
import { createServer } from "node:net";
import { quietPort } from "../engines/quiet-port.ts";

/** host:port, free a moment ago. */
export async function freeAddress(wanted?: number): Promise<string> {
  const port = wanted !== undefined && (await isFree(wanted)) ? wanted : await quietPort();
  return `127.0.0.1:${port}`;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
