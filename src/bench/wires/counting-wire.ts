// Forwards connections and counts what goes through: bytes as the network would see them.
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A port that leads to another one. */
export interface CountingWire {
  readonly port: number;
  /** All bytes so far, in both directions. */
  bytes(): number;
  close(): void;
}

/** Opens it on any free port of this machine. */
export async function openCountingWire(target: number): Promise<CountingWire> {
  let bytes = 0;
  const sockets = new Set<Socket>();
  const forward = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on("data", (chunk) => {
      bytes += chunk.length;
      to.write(chunk);
    });
    from.on("error", () => to.destroy()).on("close", () => to.destroy());
  };
  const server = createServer((client) => {
    const onward = connect(target, "127.0.0.1");
    forward(client, onward);
    forward(onward, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => bytes,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
