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
/** What its documentation of the websocket offers to those who have many quiet connections. */
const smallBuffers = { websocket_read_buffer_size: 512, websocket_use_write_buffer_pool: true };

/** A server before anybody is there. */
interface Place {
  readonly way: Way;
  readonly address: string;
  rssKiB(): number;
  /** Resolves to a token for each; what a server keeps of people who signed in is part of what they cost. */
  admit(people: number): Promise<string[]>;
}

/** Resolves to KiB for each of them. */
export async function idleBeside(run: Run, size: IdleSize): Promise<Finding[]> {
  const places: [who: string, open: (part: Run) => Promise<Place>][] = [
    ["Madang by gRPC", (part) => openMadang(part, "madang-grpc")],
    ["Madang's sockets", (part) => openMadang(part, "madang-socket")],
    ["Centrifugo", (part) => openCentrifugo(part, {})],
    ["Centrifugo with small buffers", (part) => openCentrifugo(part, smallBuffers)],
  ];
  const findings: Finding[] = [];
  for (const [who, open] of places) {
    const value = await stage(run, async (part) => measure(part, who, size, await open(part)));
    findings.push({ what: `${who}: server memory for each idle subscriber`, unit: "KiB", value });
  }
  return findings;
}

async function measure(run: Run, who: string, { people, settleMs }: IdleSize, place: Place): Promise<number> {
  await sleep(startSettleMs);
  const beforeKiB = place.rssKiB();
  const crowd = await Crowd.open(place.way, place.address, await place.admit(people));
  run.after(async () => crowd.close());
  await sleep(settleMs);
  const afterKiB = place.rssKiB();
  await crowd.hears(0, 0);
  run.say(`${who}: ${beforeKiB} KiB before, ${afterKiB} KiB with ${people} subscribers`);
  return (afterKiB - beforeKiB) / people;
}

async function openMadang(run: Run, way: "madang-grpc" | "madang-socket"): Promise<Place> {
  const server = await startMadangServer(run);
  const admit = async (people: number) => {
    const door = await GrpcConnection.open(server.address);
    try {
      return await signInGuests(door, "bench", people);
    } finally {
      door.close();
    }
  };
  const address = way === "madang-grpc" ? server.address : server.webAddress;
  return { way, address, admit, rssKiB: () => server.rssKiB() };
}

async function openCentrifugo(run: Run, settings: object): Promise<Place> {
  const { server, address } = await startCentrifugo(run, settings);
  const admit = async (people: number) => Array.from({ length: people }, (_, index) => toToken(`bench-${index}`));
  return { way: "centrifugo-protobuf", address, admit, rssKiB: () => server.rssKiB() };
}
