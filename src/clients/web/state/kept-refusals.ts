// Keeps refused messages in the browser, one entry a message: after a reload they can still be sent again or discarded.
import { ChatError } from "../../sdk/browser.ts";
import { keepText, keptNames, keptText } from "../session/browser-storage.ts";
import type { ChatStore } from "./chat-store.ts";
import type { Outgoing } from "./outgoing.ts";

const beginning = "refused.";
const mostKept = 20;

/** Shows what an earlier page left, and keeps what is refused from now on, until the returned function is called. */
export function keepRefusals(store: ChatStore): () => void {
  let kept = new Map<string, Outgoing>();
  let loadedFor: string | undefined;
  const look = () => {
    const { me, outgoing } = store.shown();
    if (me === undefined) return;
    if (loadedFor !== me.id) {
      loadedFor = me.id;
      const left = loadRefusals(me.id);
      kept = new Map(left.map((one) => [one.clientMessageId, one]));
      if (left.length > 0) return store.dispatch({ type: "refused", outgoing: left });
    }
    kept = keepChanges(kept, outgoing, me.id);
  };
  look();
  return store.subscribe(look);
}

function keepChanges(before: ReadonlyMap<string, Outgoing>, outgoing: readonly Outgoing[], by: string) {
  const refused = outgoing.filter(({ error }) => error !== undefined);
  const now = new Map(refused.map((one) => [one.clientMessageId, one]));
  for (const [id, one] of now) if (!before.has(id)) keepText(beginning + id, writeRefusal(one, by));
  for (const id of before.keys()) if (!now.has(id)) keepText(beginning + id, undefined);
  return now;
}

// Ids begin with the time: their order is the order of writing.
function loadRefusals(by: string): Outgoing[] {
  return keptNames(beginning)
    .flatMap((name) => readRefusal(keptText(name), by))
    .slice(-mostKept);
}

/** The line that is kept of a refused message. */
export function writeRefusal({ channelId, clientMessageId, text, replyTo, writtenMs, error }: Outgoing, by: string) {
  const { code, reason, message } = error instanceof ChatError ? error : unknown;
  return JSON.stringify({ by, channelId, clientMessageId, text, replyTo, writtenMs, error: { code, reason, message } });
}

/** The message of a kept line in a list; an empty one if it is somebody else's or none. */
export function readRefusal(kept: string | undefined, mine: string): Outgoing[] {
  try {
    const { by, channelId, clientMessageId, text, replyTo, writtenMs, error } = JSON.parse(kept ?? "{}");
    const areTexts = [channelId, clientMessageId, text, error?.code, error?.reason, error?.message].every(isText);
    if (by !== mine || !areTexts || typeof writtenMs !== "number") return [];
    const why = new ChatError(error.code, error.reason, error.message);
    const about = typeof replyTo === "number" ? replyTo : undefined;
    return [{ channelId, clientMessageId, text, replyTo: about, writtenMs, isKept: true, isSent: false, error: why }];
  } catch {
    return [];
  }
}

const unknown = { code: "INTERNAL", reason: "CLIENT", message: "Something went wrong." };

function isText(value: unknown): boolean {
  return typeof value === "string";
}
