// A server with a crowd in one channel, which can publish, be killed and come back: the same for each server that is compared.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { PublishStream } from "../load/publish-stream.ts";
import { stampedText } from "../load/stamped-text.ts";
import type { Run } from "../scenario.ts";
import { makeFolder } from "../servers/madang-server.ts";
import { serveFlags } from "../servers/serve-flags.ts";
import { CentrifugoPublisher } from "./centrifugo-publisher.ts";
import { startCentrifugo, toToken } from "./centrifugo-server.ts";
import { Crowd } from "./crowd.ts";
import { freePorts, KeptServer } from "./kept-server.ts";

/** One of those that are compared. */
export interface House {
  readonly crowd: Crowd;
  /** Where the crowd connects; the same after the server was killed. */
  readonly address: string;
  /** Processor time of the server that runs now. */
  cpuMs(): number;
  /** Publishes as many messages; resolves when all are acknowledged. Not after the server was killed. */
  publish(count: number): Promise<void>;
  /** Kills the server as a power cut would and starts it again; resolves when it is ready. */
  killAndStart(): Promise<void>;
}

/** Madang on a folder of its own, its crowd by gRPC or by websockets. */
export async function openMadangHouse(run: Run, way: "madang-grpc" | "madang-socket", people: number): Promise<House> {
  const { start, address, webAddress } = await prepareMadang(run);
  let server = await start();
  const connection = await GrpcConnection.open(address);
  run.after(async () => connection.close());
  const [sender = "", ...tokens] = await signInGuests(connection, "bench", people + 1);
  const publish = new PublishStream(connection, sender);
  const place = way === "madang-grpc" ? address : webAddress;
  const crowd = await openCrowd(run, way, place, tokens);
  return {
    crowd,
    address: place,
    cpuMs: () => server.cpuMs(),
    async publish(count) {
      for (let i = 0; i < count; i++)
        publish.send({ channelId: "lobby", clientMessageId: `m${publish.sent}`, text: stampedText(performance.now()) });
      await publish.waiting(0);
    },
    async killAndStart() {
      connection.close();
      await server.kill();
      server = await start();
    },
  };
}

/** Centrifugo, its crowd in protobuf. */
export async function openCentrifugoHouse(run: Run, people: number): Promise<House> {
  let centrifugo = await startCentrifugo(run);
  const publisher = await CentrifugoPublisher.open(centrifugo);
  run.after(async () => publisher.close());
  const tokens = Array.from({ length: people }, (_, index) => toToken(`bench-${index}`));
  const crowd = await openCrowd(run, "centrifugo-protobuf", centrifugo.address, tokens);
  return {
    crowd,
    address: centrifugo.address,
    cpuMs: () => centrifugo.server.cpuMs(),
    async publish(count) {
      for (let i = 0; i < count; i++) publisher.publish(stampedText(performance.now()));
      await publisher.settled();
    },
    async killAndStart() {
      publisher.close();
      await centrifugo.server.kill();
      centrifugo = await centrifugo.again();
    },
  };
}

async function openCrowd(run: Run, ...[way, address, tokens]: Parameters<typeof Crowd.open>): Promise<Crowd> {
  const crowd = await Crowd.open(way, address, tokens);
  run.after(async () => crowd.close());
  return crowd;
}

/** Ports that stay the same, which `madang serve` chooses for itself elsewhere in the bench. */
async function prepareMadang(run: Run) {
  const folder = makeFolder(run);
  const [address = "", webAddress = "", door = ""] = (await freePorts(3)).map((port) => `127.0.0.1:${port}`);
  const file = fileURLToPath(new URL("../../madang.ts", import.meta.url));
  const places = ["--listen", address, "--http", webAddress, "--door-listen", door];
  const args = [...(await serveFlags()), file, "serve", "--data", join(folder, "data"), ...places, "--send-rate", "0"];
  const start = async () => {
    const healthUrl = `http://${webAddress}/readyz`;
    const server = await KeptServer.start({ program: process.execPath, args, cwd: folder, healthUrl });
    run.after(() => server.stop());
    return server;
  };
  return { start, address, webAddress };
}
