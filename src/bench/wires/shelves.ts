// The servers that hold the hundred objects: plain ones of one wire each, and Madang.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import type { Run } from "../scenario.ts";
import { makeFolder, startMadangServer } from "../servers/madang-server.ts";
import { StartedServer } from "../servers/started-server.ts";
import { createCertificate } from "./certificate.ts";
import { objectCount, objectText } from "./object-text.ts";
import type { Shelf } from "./taker.ts";

const program = fileURLToPath(new URL("./objects-process.ts", import.meta.url));

/** A server that holds all objects. */
export interface ServedShelf extends Shelf {
  readonly server: StartedServer;
  /** As host:port. */
  readonly address: string;
}

/** One for each wire; Madang is one server with two addresses. */
export interface Shelves {
  readonly grpc: ServedShelf;
  readonly http1: ServedShelf;
  readonly h2: ServedShelf;
  /** What `h2` shows. */
  readonly cert: string;
  readonly madang: ServedShelf;
  readonly madangWeb: ServedShelf;
}

/** Starts and fills them; the run ends them. */
export async function openShelves(run: Run): Promise<Shelves> {
  const folder = makeFolder(run);
  const { key, cert } = createCertificate();
  const files = [join(folder, "key.pem"), join(folder, "cert.pem")] as const;
  writeFileSync(files[0], key, { mode: 0o600 });
  writeFileSync(files[1], cert);
  const grpc = await openPlain(run, "grpc");
  const http1 = await openPlain(run, "http1");
  const h2 = await openPlain(run, "h2", files);
  const madang = await openMadang(run);
  return { grpc, http1, h2, cert, madang, madangWeb: { ...madang, address: madang.server.webAddress } };
}

async function openPlain(run: Run, wire: string, files: readonly string[] = []): Promise<ServedShelf> {
  const server = await StartedServer.start({ program: process.execPath, args: [program, wire, ...files] });
  run.after(() => server.stop());
  const seqs = Array.from({ length: objectCount }, (_, index) => index + 1);
  return { server, address: server.address, channelId: "", token: "", seqs };
}

async function openMadang(run: Run): Promise<ServedShelf> {
  const server = await startMadangServer(run);
  const connection = await GrpcConnection.open(server.address);
  run.after(async () => connection.close());
  const [token = ""] = await signInGuests(connection, "bench", 1);
  const seqs: number[] = [];
  for (let index = 0; index < objectCount; index++) {
    const message = { channelId: "lobby", clientMessageId: `object-${index}`, text: objectText(index) };
    seqs.push(Number((await connection.call(ChannelService.method.sendMessage, message, token)).seq));
  }
  return { server, address: server.address, channelId: "lobby", token, seqs };
}
