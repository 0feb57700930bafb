// Watches the log from outside: what it was asked to store, how long that took, and for which call.
import type { Draft } from "../core/event.ts";
import type { Appended, Lane, MessageLog } from "../core/ports.ts";
import type { LogHop, Span, Trace } from "../core/trace.ts";
import type { TracedCall } from "./trace-call.ts";

/** Who hears what. */
export interface TraceLogParts {
  readonly trace: Trace;
  /** The call in which this is asked. */
  readonly call: () => TracedCall | undefined;
  /** Hears of new events, before the hub's turn. */
  readonly onStored: (span: Span) => void;
}

/** The same log, watched. */
export function traceLog(log: MessageLog, parts: TraceLogParts): MessageLog {
  return {
    epoch: log.epoch,
    append: (draft) => append(log, draft, parts),
    lane: () => watchLane(log.lane(), parts),
    read: (channelId, range) => log.read(channelId, range),
    heads: (channelIds) => log.heads(channelIds),
    follow: (start) => log.follow(start),
    tail: (start) => log.tail(start),
    feed: (reader, signal) => log.feed(reader, signal),
  };
}

async function append(log: MessageLog, draft: Draft, parts: TraceLogParts): Promise<Appended> {
  const call = parts.call();
  const sinceMs = parts.trace.now();
  try {
    const placed = await log.append(draft);
    tell([draft], [placed], { ...parts, call, sinceMs });
    return placed;
  } catch (failure) {
    call?.failed(draft.channelId, failure);
    throw failure;
  }
}

function watchLane(lane: Lane, parts: TraceLogParts): Lane {
  return {
    async append(drafts) {
      const call = parts.call();
      const sinceMs = parts.trace.now();
      const answer = await lane.append(drafts);
      tell(drafts, answer.appended, { ...parts, call, sinceMs });
      const refused = drafts[answer.appended.length];
      if (answer.failure && refused) call?.failed(refused.channelId, answer.failure);
      return answer;
    },
    close: () => lane.close(),
  };
}

type Asked = Omit<TraceLogParts, "call"> & { call: TracedCall | undefined; sinceMs: number };

function tell(drafts: readonly Draft[], appended: readonly Appended[], asked: Asked): void {
  for (const hop of hopsOf(drafts, appended)) {
    asked.trace.tell(hop, asked.sinceMs);
    asked.call?.stored(hop.span, hop.userId);
    if (hop.at === "stored") asked.onStored(hop.span);
  }
}

/** Drafts that went the same way and stand together are one hop. */
function hopsOf(drafts: readonly Draft[], appended: readonly Appended[]): LogHop[] {
  const hops: LogHop[] = [];
  appended.forEach(({ seq, appended: isNew }, i) => {
    const { channelId, kind, actorId: userId } = drafts[i] as Draft;
    const at = isNew ? "stored" : "repeat";
    const last = hops.at(-1);
    const { span } = last ?? {};
    const isAlike = last?.at === at && last.kind === kind && last.userId === userId;
    if (isAlike && span?.channelId === channelId && span.through + 1 === seq)
      hops[hops.length - 1] = { ...last, span: { ...span, through: seq } };
    else hops.push({ at, span: { channelId, from: seq, through: seq }, kind, userId });
  });
  return hops;
}
