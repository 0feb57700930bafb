// Scenario: browsers that are connected and to which nothing is said, beside a plain Socket.IO server that knows nobody.
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Audience, type Crowd } from "../load/audience.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { StartedServer } from "../servers/started-server.ts";

const full = { people: 3_000, startSettleMs: 2_000, settleMs: 20_000 };
const quick = { people: 300, startSettleMs: 1_000, settleMs: 3_000 };
type Size = typeof full;

const plain = fileURLToPath(new URL("../servers/socket-io-process.ts", import.meta.url));

/** Memory of idle websockets. */
export const idleSockets: Scenario = {
  name: "idle-sockets",
  method:
    "Resident memory (VmRSS) of the server before the first of 3,000 websockets opens and 20 s after the last, by 3,000: a plain " +
    "Socket.IO server; Madang's gateway with sockets that only connected; and with sockets of guests, signed in before, who " +
    "each subscribed to the lobby.",
  longestMs: 4 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const room = await measure(run, await startPlain(run), size, ({ address }) => [address, { sockets: size.people }]);
    const gateway = await startMadangServer(run);
    const bare = await measure(run, gateway, size, ({ webAddress }) => [webAddress, { sockets: size.people }]);
    await gateway.stop();
    const madang = await startMadangServer(run);
    const socketTokens = await signIn(run, madang, size);
    const heard = await measure(run, madang, size, ({ webAddress }) => [webAddress, { socketTokens }]);
    return toFindings(room, bare, heard);
  },
};

function toFindings(room: number, bare: number, heard: number): Finding[] {
  const each = "memory for each idle";
  return [
    { what: `plain Socket.IO: ${each} socket`, unit: "KiB", value: room },
    { what: `Madang: ${each} socket`, unit: "KiB", value: bare },
    { what: "Madang ÷ plain Socket.IO", unit: "", value: bare / room, target: { atMost: 1.25 } },
    { what: `Madang: ${each} socket with a person who follows the lobby`, unit: "KiB", value: heard },
    { what: "Madang with people ÷ plain Socket.IO", unit: "", value: heard / room },
  ];
}

async function startPlain(run: Run): Promise<StartedServer> {
  const server = await StartedServer.start({ program: process.execPath, args: [plain] });
  run.after(() => server.stop());
  return server;
}

async function signIn(run: Run, server: StartedServer, { people }: Size): Promise<string[]> {
  run.say(`${people} guests sign in`);
  const door = await GrpcConnection.open(server.address);
  const tokens = await signInGuests(door, "bench", people);
  door.close();
  return tokens;
}

type Seats = (server: StartedServer) => [address: string, crowd: Crowd];

/** KiB a socket. */
async function measure(run: Run, server: StartedServer, size: Size, seats: Seats): Promise<number> {
  await sleep(size.startSettleMs);
  const beforeKiB = server.rssKiB();
  const audience = await Audience.open(...seats(server));
  await sleep(size.settleMs);
  const afterKiB = server.rssKiB();
  await audience.hears(0, 0);
  audience.close();
  run.say(`${beforeKiB} KiB before, ${afterKiB} KiB with ${size.people} sockets`);
  return (afterKiB - beforeKiB) / size.people;
}
