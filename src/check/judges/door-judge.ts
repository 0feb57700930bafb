// What the older doors promise: on one stream the lines come in the channel's order, none twice, none left out.
import type { Findings } from "../findings.ts";
import type { CheckHistory, RecordOf } from "../record/check-history.ts";
import { actId } from "../record/message-id.ts";
import { personOf } from "../record/observation.ts";

const channelId = "lobby";

interface Line {
  readonly id: string;
  readonly seq: number;
  /** Who listens later need not hear it. */
  readonly deleted: boolean;
}

/** Judges every stream of every door. Between two streams of a console lines may be lost, as they always could. */
export function judgeDoors(history: CheckHistory, findings: Findings): void {
  const lines = linesOf(history);
  const places = new Map(lines.map(({ id, seq }) => [id, seq]));
  const own = Map.groupBy(history.sent, ({ sender }) => sender.split("/", 1)[0] ?? "");
  for (const [key, heard] of Map.groupBy(history.all("heard"), ({ who, stream }) => `${who} ${stream}`)) {
    const who = heard[0]?.who ?? key;
    const hears = new Set(heard.map(({ id }) => id));
    judgeOrder(who, heard, places, findings);
    const isWindow = history.doors.get(personOf(who)) === "window";
    const echo = isWindow ? new Set<string>() : new Set(own.get(who)?.map(({ id }) => id));
    const seqs = heard.flatMap(({ id }) => places.get(id) ?? []);
    // A window hears everything from the first line on.
    const first = isWindow ? 0 : seqs.reduce((least, seq) => Math.min(least, seq), Number.POSITIVE_INFINITY);
    const last = seqs.reduce((most, seq) => Math.max(most, seq), 0);
    for (const { id, seq, deleted } of lines) {
      if (seq <= first || seq >= last || deleted || hears.has(id) || echo.has(id)) continue;
      findings.add(
        "door",
        { channelId, seq, client: who },
        `${who} never heard ${id} at ${channelId}/${seq}, between lines that they heard.`,
      );
    }
  }
}

function judgeOrder(
  who: string,
  heard: readonly RecordOf<"heard">[],
  places: ReadonlyMap<string, number>,
  findings: Findings,
): void {
  let place = 0;
  for (const { id } of heard) {
    const seq = places.get(id);
    if (seq === undefined) continue;
    const what = seq === place ? "twice in a row" : `after the one at ${place}`;
    if (seq <= place)
      findings.add(
        "door",
        { channelId, seq, client: who },
        `${who} heard ${id} of ${channelId}/${seq} ${what}, on one stream.`,
      );
    place = Math.max(place, seq);
  }
}

function linesOf(history: CheckHistory): Line[] {
  const events = [...(history.events.get(channelId)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
  const deleted = new Set(events.flatMap(({ type, target }) => (type === "deleted" ? [target] : [])));
  return events.flatMap((event) =>
    event.type === "message" ? [{ id: actId(event), seq: event.seq, deleted: deleted.has(event.seq) }] : [],
  );
}
