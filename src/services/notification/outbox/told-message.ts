// The message that an entry tells of, as it stands now.
import { decodeEvent } from "../../../core/event.ts";
import type { OutboxEntry } from "../../../core/notices.ts";
import type { ChannelStore } from "../../../core/ports.ts";

/** Who said what. */
export interface ToldMessage {
  readonly actorId: string;
  readonly actorName: string;
  /** After its last edit. */
  readonly text: string;
}

/** Undefined: it was deleted. Rejects with UNAVAILABLE. */
export async function toldMessage(
  channels: Pick<ChannelStore, "history">,
  { sourceId, seq }: OutboxEntry,
): Promise<ToldMessage | undefined> {
  const { messages } = await channels.history(sourceId, { after: seq - 1, size: 1 });
  const [message] = messages;
  if (message?.seq !== seq || message.deleted) return undefined;
  const { actorId, actorName, body } = decodeEvent(message.bytes);
  const posted = body.case === "messagePosted" ? body.value.text : "";
  return { actorId, actorName, text: message.edited?.text ?? posted };
}
