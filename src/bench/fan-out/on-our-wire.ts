// Fan-out by a server that speaks Madang's wire: messages come at a fixed rate, one send a frame.
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import { Listeners } from "../load/listeners.ts";
import { paced } from "../load/pace.ts";
import { PublishStream } from "../load/publish-stream.ts";
import { dueOf, stampedText } from "../load/stamped-text.ts";
import { grpcWire, type Wire } from "../load/wire.ts";
import { Latency } from "../meters/latency.ts";
import type { Run } from "../scenario.ts";
import type { StartedServer } from "../servers/started-server.ts";
import type { Contender, Round } from "./contender.ts";

const deliveredMs = 60_000;

/** Who takes part. */
export interface Crowd {
  /** A token for the sender, and one for each listener. */
  readonly sender: string;
  readonly listeners: readonly string[];
  readonly perSecond: number;
  /** gRPC, if it is not said. */
  readonly wire?: Wire;
}

/** Connects the crowd to the server. */
export async function openOnOurWire(name: string, run: Run, server: StartedServer, crowd: Crowd): Promise<Contender> {
  const { wire = grpcWire } = crowd;
  let latency = new Latency();
  const onEvent = ({ body }: Event) => {
    if (body.case === "messagePosted") latency.record(dueOf(body.value.text), performance.now());
  };
  const listeners = await Listeners.open(server.address, crowd.listeners, onEvent, wire);
  run.after(async () => listeners.close());
  const connection = await wire.open(server.address);
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
  return { name, round };
}
