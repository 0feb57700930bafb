// Scenario: two hundred windows of the older chat-server hear every note.
import { ChatServer } from "../../gen/compat/chat_server/chat_server_pb.ts";
import { Audience } from "../load/audience.ts";
import { stampedText } from "../load/stamped-text.ts";
import { toRequest } from "../load/to-request.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { type Room, Speakers, type Spoken } from "./speakers.ts";

const windows = 200;
const senders = 32;
const full = { rounds: 3, manySeconds: 2.5, oneSeconds: 1, warmUpSeconds: 1.5 };
const quick = { rounds: 1, manySeconds: 1, oneSeconds: 1, warmUpSeconds: 0.5 };

/** Durable notes a second, and what each delivery costs the server. */
export const notes: Scenario = {
  name: "notes",
  method:
    `${windows} ChatStream listeners of the older chat-server on ${windows} connections; ${senders} senders, or one, call ` +
    "SendNote with 200 bytes, each as soon as the last call was answered, which is when the note is on disk. Everybody must " +
    "have received every note, all in one order. The original kept notes in memory; its figures are for one sender.",
  longestMs: 60_000,
  async run(run) {
    const { rounds, manySeconds, oneSeconds, warmUpSeconds } = run.quick ? quick : full;
    const speakers = await openSpeakers(run);
    await speakers.speak(senders, warmUpSeconds);
    const many: Spoken[] = [];
    const one: Spoken[] = [];
    for (let i = 0; i < rounds; i++) {
      many.push(await speakers.speak(senders, manySeconds));
      one.push(await speakers.speak(1, oneSeconds));
      run.say(
        `${Math.round(many.at(-1)?.perSecond ?? 0)} notes a second, ${Math.round(one.at(-1)?.perSecond ?? 0)} by one`,
      );
    }
    return toFindings(many, one);
  },
};

async function openSpeakers(run: Run): Promise<Speakers> {
  const server = await startMadangServer(run);
  const audience = await Audience.open(server.address, { windows });
  run.after(async () => audience.close());
  const method = ChatServer.method.sendNote;
  const line = (speaker: number, number: number) =>
    toRequest(method, { name: `bench-${speaker}`, message: stampedText(number) });
  const room: Room = { server, audience, method, line };
  const speakers = await Speakers.open(room, senders);
  run.after(async () => speakers.close());
  return speakers;
}

function toFindings(many: readonly Spoken[], one: readonly Spoken[]): Finding[] {
  return [
    {
      what: `SendNote, ${senders} at a time`,
      unit: "/s",
      ...findRepeated(many.map(({ perSecond }) => perSecond)),
      target: { atLeast: 2_000 },
      original: "0/s: from 10 listeners on, nobody could send",
    },
    {
      what: "SendNote, one at a time",
      unit: "/s",
      ...findRepeated(one.map(({ perSecond }) => perSecond)),
      original: "31/s with 4 listeners",
    },
    {
      what: "deliveries per server CPU-second",
      unit: "",
      ...findRepeated(many.map(({ deliveriesPerCpuSecond }) => deliveriesPerCpuSecond)),
      original: "124/s with 4 listeners",
    },
  ];
}
