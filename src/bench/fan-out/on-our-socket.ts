// Fan-out by the gateway's sockets: messages come at a fixed rate from one gRPC stream, as bots send them.
import { GrpcConnection } from "../load/grpc-connection.ts";
import { paced } from "../load/pace.ts";
import { PublishStream } from "../load/publish-stream.ts";
import { SocketListeners } from "../load/socket-listeners.ts";
import { dueOf, stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import type { Run } from "../scenario.ts";
import type { StartedServer } from "../servers/started-server.ts";
import type { Contender, Round } from "./contender.ts";
import type { Crowd } from "./on-our-wire.ts";

const deliveredMs = 60_000;

/** Connects the crowd to the server. */
export async function openOnOurSocket(run: Run, server: StartedServer, crowd: Crowd): Promise<Contender> {
  let latency = new Latency();
  const listeners = await SocketListeners.open(server.webAddress, crowd.listeners, (text) =>
    latency.record(dueOf(text), performance.now()),
  );
  run.after(async () => listeners.close());
  const connection = await GrpcConnection.open(server.address);
  run.after(async () => connection.close());
  const publish = new PublishStream(connection, crowd.sender);

  async function round(seconds: number): Promise<Round> {
    latency = new Latency();
    const cpuBeforeMs = server.cpuMs();
    const startMs = performance.now();
    const count = await paced({ perSecond: crowd.perSecond, seconds }, (_, dueMs) => {
      publish.send({ channelId: "lobby", clientMessageId: `m${publish.sent}`, text: stampedText(dueMs) });
    });
    await publish.waiting(0);
    await listeners.hear(publish.sent, deliveredMs);
    const perSecond = (count * 1_000) / (performance.now() - startMs);
    return { deliveries: count * crowd.listeners.length, cpuMs: server.cpuMs() - cpuBeforeMs, perSecond, latency };
  }
  return { name: "Madang's sockets", round };
}
