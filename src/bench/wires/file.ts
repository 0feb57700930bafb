// Scenario: a file of 100 MB by gRPC, by HTTP/2 and by a plain TCP socket.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Run, Scenario } from "../scenario.ts";
import { StartedServer } from "../servers/started-server.ts";
import { fileContents } from "./file-contents.ts";
import { type Turn, toFindings, toPlot } from "./file-races.ts";
import { type FileReceiver, openGrpcReceiver, openHttp2Receiver, openTcpReceiver } from "./file-receivers.ts";

const full = { bytes: 100_000_000, rounds: 5, chunkKiB: [16, 64, 256, 1_024, 2_048] };
const quick = { bytes: 20_000_000, rounds: 1, chunkKiB: [64, 256] };
const program = fileURLToPath(new URL("./file-process.ts", import.meta.url));

const wires = [
  { wire: "tcp", name: "plain TCP socket", open: openTcpReceiver },
  { wire: "http2", name: "bare node:http2", open: openHttp2Receiver },
  { wire: "grpc", name: "gRPC", open: openGrpcReceiver },
] as const;

/** Megabytes a second, and the processor time of who sends. */
export const file: Scenario = {
  name: "file",
  method:
    "100 MB from the memory of one process to that of another: as BytesValue chunks of a gRPC server stream (grpc-js on both " +
    "sides), as the body of a bare node:http2 answer, and over a plain TCP socket, with the defaults of each. Every chunk " +
    "size in turn; what stands here is each one's fastest. The clock runs from asking to the last byte; then, outside " +
    "of it, what came is compared by SHA-256.",
  longestMs: 4 * 60_000,
  async run(run) {
    const { bytes, rounds, chunkKiB } = run.quick ? quick : full;
    const hash = sha256(fileContents(bytes));
    const senders: Sender[] = [];
    for (const each of wires) senders.push(await openSender(run, each, bytes));
    const into = Buffer.alloc(bytes);
    const races = senders.flatMap((sender) =>
      chunkKiB.map((kiB) => ({ sender, name: sender.name, kiB, turns: [] as Turn[] })),
    );
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const { sender, kiB, turns } of races) {
        const turn = await transfer(sender, kiB, into);
        if (sha256(into) !== hash) throw new Error(`${sender.name} brought other bytes`);
        into.fill(0);
        if (round > 0) turns.push(turn);
      }
      run.say(`${round === 0 ? "warming up" : `round ${round} of ${rounds}`}: every file came whole`);
    }
    run.plot(toPlot(races));
    return toFindings(races);
  },
};

interface Sender {
  readonly name: string;
  readonly server: StartedServer;
  readonly receiver: FileReceiver;
}

async function openSender(run: Run, { wire, name, open }: (typeof wires)[number], bytes: number): Promise<Sender> {
  const server = await StartedServer.start({ program: process.execPath, args: [program, wire, String(bytes)] });
  run.after(() => server.stop());
  const receiver = open(server.address);
  run.after(async () => receiver.close());
  return { name, server, receiver };
}

async function transfer({ server, receiver }: Sender, kiB: number, into: Buffer): Promise<Turn> {
  const before = await cpuSecondsOf(server);
  const startMs = performance.now();
  await receiver.receive(kiB * 1_024, into);
  const seconds = (performance.now() - startMs) / 1_000;
  return { mbPerSecond: into.length / 1e6 / seconds, cpuSeconds: (await cpuSecondsOf(server)) - before };
}

// Finer than the clock ticks in which a process is otherwise measured: a file takes few of them.
async function cpuSecondsOf(server: StartedServer): Promise<number> {
  const { user, system } = (await server.ask()) as NodeJS.CpuUsage;
  return (user + system) / 1e6;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
