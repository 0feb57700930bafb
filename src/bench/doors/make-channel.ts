// Scenario: somebody at a console of the older four-service chat makes a channel, which gets a port of its own.
import {
  CommandReply_Status as Answer,
  Channel,
  CommandRequest_Status as Command,
  type CommandReply,
  Lobby,
} from "../../gen/compat/chatting/chatting_pb.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { OlderConsole } from "../load/older-console.ts";
import { StreamEar } from "../load/stream-ear.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { within } from "../within.ts";

const enterMs = 10_000;
const full = { rounds: 3, channels: 60, warmUp: 60 };
const quick = { rounds: 1, channels: 20, warmUp: 5 };

/** How long a channel takes until it can be entered. */
export const makeChannel: Scenario = {
  name: "make-channel",
  method:
    "One console of the older four-service chat makes a channel, which is answered when it is on disk and listened for at a port " +
    "of its own, enters it by that port, and leaves it, which closes the port: 60 times a round. Timed is MAKE_CHANNEL alone.",
  longestMs: 60_000,
  async run(run) {
    const { rounds, channels, warmUp } = run.quick ? quick : full;
    const maker = await openMaker(run);
    await maker(warmUp);
    const latencies: Latency[] = [];
    for (let i = 0; i < rounds; i++) {
      const latency = await maker(channels);
      latencies.push(latency);
      run.say(`MAKE_CHANNEL: p50 ${latency.percentile(50)} ms, p99 ${latency.percentile(99)} ms`);
    }
    return toFindings(latencies);
  },
};

async function openMaker(run: Run): Promise<(channels: number) => Promise<Latency>> {
  // Any port: those of the default may be another server's here.
  const server = await startMadangServer(run, [], ["--channel-ports", "0"]);
  const connection = await GrpcConnection.open(server.address);
  run.after(async () => connection.close());
  const { index } = await OlderConsole.open(connection);
  const command = async (status: Command): Promise<CommandReply> => {
    const reply = await connection.call(Lobby.method.tryCommand, { status, index });
    if (reply.status !== Answer.SUCCESS) throw new Error(`command ${status} was refused`);
    return reply;
  };
  return async (channels) => {
    const latency = new Latency();
    for (let i = 0; i < channels; i++) {
      const startMs = performance.now();
      const { address = "" } = await command(Command.MAKE_CHANNEL);
      latency.record(startMs, performance.now());
      await enter(address, index);
      await command(Command.LEAVE_CHANNEL);
    }
    return latency;
  };
}

/** Resolves when the channel has said by its own port that they are in; the port is not held open. */
async function enter(address: string, index: number): Promise<void> {
  const connection = await GrpcConnection.open(address);
  try {
    const { promise: joined, resolve } = Promise.withResolvers<void>();
    void new StreamEar(connection, Channel.method.tryStatusRequest, { index }, () => resolve());
    await within(joined, enterMs, "entering a channel");
  } finally {
    connection.close();
  }
}

function toFindings(latencies: readonly Latency[]): Finding[] {
  const percentile = (percent: number) => findRepeated(latencies.map((latency) => latency.percentile(percent)));
  return [
    { what: "MAKE_CHANNEL, p50", unit: "ms", ...percentile(50), target: { atMost: 20 }, original: "1,003 ms" },
    { what: "MAKE_CHANNEL, p99", unit: "ms", ...percentile(99), target: { atMost: 20 } },
  ];
}
