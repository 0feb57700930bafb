// Scenario: the smallest calls of the older directory of people and the older notifications.
import { ChatService } from "../../gen/compat/notification/chat_service_pb.ts";
import { Person_Gender, RouteGuide } from "../../gen/compat/route_guide/route_guide_pb.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { StartedServer } from "../servers/started-server.ts";
import { type Exchange, openCalls, toExchange } from "./open-calls.ts";

const full = { rounds: 5, seconds: 0.4, warmUpSeconds: 0.6 };
const quick = { rounds: 1, seconds: 0.3, warmUpSeconds: 0.3 };

const alice = {
  name: "Alice",
  age: 30,
  gender: Person_Gender.FEMALE,
  hobbies: ["reading", "swimming"],
  address: { street: "123 Main St", city: "New York" },
};
const getPerson = toExchange(RouteGuide.method.getPerson, { name: "Alice" }, alice);
const sendNotification = toExchange(
  ChatService.method.sendNotification,
  { userId: "ann", message: "There is a line for you." },
  { status: "success" },
);

/** What is called. */
interface Load {
  readonly what: string;
  readonly exchange: Exchange;
  readonly original: string;
}

const loads: readonly Load[] = [
  { what: "GetPerson, one at a time", exchange: getPerson, original: "3,646/s" },
  { what: "SendNotification, one at a time", exchange: sendNotification, original: "1,097/s" },
];

/** Calls a second. */
export const smallCalls: Scenario = {
  name: "small-calls",
  method:
    "Calls of the older protocols over one connection, one at a time, by a client that writes " +
    "HTTP/2 frames by hand and costs little; every answer must be right. SendNotification is answered when it is on disk, while " +
    "the original kept nothing. The originals were called by usual gRPC clients, in Python or Node, which were their limit.",
  longestMs: 60_000,
  async run(run) {
    const server = await startMadangServer(run);
    const findings: Finding[] = [];
    for (const load of loads) findings.push(await measure(run, server, load));
    return findings;
  },
};

async function measure(run: Run, { address }: StartedServer, load: Load): Promise<Finding> {
  const { rounds, seconds, warmUpSeconds } = run.quick ? quick : full;
  const { what, exchange, original } = load;
  const call = await openCalls(run, address, exchange);
  await call(1, warmUpSeconds);
  const rates: number[] = [];
  for (let i = 0; i < rounds; i++) rates.push((await call(1, seconds)).perSecond);
  const found = findRepeated(rates);
  run.say(`${what}: ${Math.round(found.value)} a second`);
  return { what, unit: "/s", ...found, original };
}
