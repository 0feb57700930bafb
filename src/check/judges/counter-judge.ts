// Whether the unread and mention counters that clients hold are those that the log amounts to.
import type { ChannelHead } from "../../clients/sdk/index.ts";
import type { Findings } from "../findings.ts";
import type { CheckHistory, RecordOf } from "../record/check-history.ts";
import type { ToldEvent } from "../record/observation.ts";
import { Replay, wholeLog } from "./replay.ts";

interface Counters {
  readonly unread: number;
  readonly mentions: number;
}

/** Judges what clients that were there all the time have counted, and what the server told those that came in at the end. */
export function judgeCounters(history: CheckHistory, findings: Findings): void {
  const logs = new Map([...history.events].map(([channelId, events]) => [channelId, wholeLog(events)]));
  const accounts = new Map(history.all("enter").map(({ who, userId }) => [who, userId]));
  const reads = history.all("read");
  for (const { who, fresh, channels } of history.all("counters")) {
    const userId = accounts.get(who) ?? "";
    const mine = reads.filter((read) => accounts.get(read.who) === userId);
    for (const head of channels) {
      const log = logs.get(head.channelId)?.filter(({ seq }) => seq <= head.seq);
      if (!log || log.at(-1)?.seq !== head.seq) continue;
      const possible = placesRead(head.channelId, userId, log, mine).map((seq) =>
        countersAfter(seq, userId, head, log),
      );
      if (possible.some(({ unread, mentions }) => unread === head.unread && mentions === head.mentions)) continue;
      const held = `${head.unread} unread with ${head.mentions} mentions`;
      const due = possible.map(({ unread, mentions }) => `${unread} with ${mentions}`).join(" or ");
      const sentence = `${who} ${fresh ? "came in and was told" : "has counted"} ${held} at ${head.channelId}/${head.seq}, where ${due} are due.`;
      findings.add("miscounted", { channelId: head.channelId, seq: head.seq, client: who }, sentence);
    }
  }
}

/** Where the person can have read up to: for certain, or further if a call that was never answered arrived. */
function placesRead(
  channelId: string,
  userId: string,
  log: readonly ToldEvent[],
  reads: readonly RecordOf<"read">[],
): number[] {
  const here = reads.filter((read) => read.channelId === channelId);
  const certain = [
    0,
    ...here.flatMap(({ asked, readSeq }) => (readSeq === undefined ? [] : [asked])),
    ...log.flatMap(({ seq, type, by, user }) =>
      (type === "message" && by === userId) || (type === "joined" && user === userId) ? [seq] : [],
    ),
  ];
  const sure = certain.reduce((most, seq) => Math.max(most, seq), 0);
  return [sure, ...new Set(here.flatMap(({ asked }) => (asked > sure ? [asked] : [])))];
}

function countersAfter(read: number, userId: string, { kind }: ChannelHead, log: readonly ToldEvent[]): Counters {
  const replay = new Replay();
  let readCount = (log[0]?.messages ?? 0) - (log[0]?.type === "message" ? 1 : 0);
  for (const event of log) {
    replay.apply(event);
    if (event.seq <= read) readCount = event.messages;
  }
  const unread = replay.count - readCount;
  if (kind === "direct") return { unread, mentions: unread };
  const naming = [...replay.messages.values()].filter(({ seq, mentions }) => seq > read && mentions.includes(userId));
  return { unread, mentions: naming.length };
}
