// What one who is subscribed and hears nothing costs each server in memory.
import { setTimeout as sleep } from "node:timers/promises";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import type { Finding, Run } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { startCentrifugo, toToken } from "./centrifugo-server.ts";
import { Crowd, type Way } from "./crowd.ts";
import { stage } from "./stage.ts";

/** How much of it. */
export interface IdleSize {
  readonly people: number;
  readonly settleMs: number;
}

const startSettleMs = 2_000;

interface Place {
  readonly way: Way;
  readonly address: string;
  readonly tokens: readonly string[];
  rssKiB(): number;
}

/** Resolves to KiB for each of them. */
export async function idleBeside(run: Run, size: IdleSize): Promise<Finding[]> {
  const madang = (way: Way) => stage(run, async (part) => measure(part, size, await openMadang(part, size, way)));
  const centrifugo = (way: Way) =>
    stage(run, async (part) => measure(part, size, await openCentrifugo(part, size, way)));
  const what = "server memory for each idle subscriber";
  return [
    { what: `Madang by gRPC: ${what}`, unit: "KiB", value: await madang("madang-grpc") },
    { what: `Madang's sockets: ${what}`, unit: "KiB", value: await madang("madang-socket") },
    { what: `Centrifugo, protobuf: ${what}`, unit: "KiB", value: await centrifugo("centrifugo-protobuf") },
  ];
}

async function measure(run: Run, { people, settleMs }: IdleSize, place: Place): Promise<number> {
  await sleep(startSettleMs);
  const beforeKiB = place.rssKiB();
  const crowd = await Crowd.open(place.way, place.address, place.tokens);
  run.after(async () => crowd.close());
  await sleep(settleMs);
  const afterKiB = place.rssKiB();
  await crowd.hears(0, 0);
  run.say(`${place.way}: ${beforeKiB} KiB before, ${afterKiB} KiB with ${people} subscribers`);
  return (afterKiB - beforeKiB) / people;
}

async function openMadang(run: Run, { people }: IdleSize, way: Way): Promise<Place> {
  const server = await startMadangServer(run);
  const door = await GrpcConnection.open(server.address);
  const tokens = await signInGuests(door, "bench", people);
  door.close();
  const address = way === "madang-grpc" ? server.address : server.webAddress;
  return { way, address, tokens, rssKiB: () => server.rssKiB() };
}

async function openCentrifugo(run: Run, { people }: IdleSize, way: Way): Promise<Place> {
  const { server, address } = await startCentrifugo(run);
  const tokens = Array.from({ length: people }, (_, index) => toToken(`bench-${index}`));
  return { way, address, tokens, rssKiB: () => server.rssKiB() };
}
