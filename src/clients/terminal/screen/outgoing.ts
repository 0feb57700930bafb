// Our own messages that are not among the others yet.
import { ChatError, type ChatEvent } from "../../sdk/index.ts";

/** A message on its way. */
export interface Outgoing {
  readonly channelId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly replyTo: number | undefined;
  /** Acknowledged: it will show among the others at any moment. */
  readonly isSent: boolean;
  /** Why it was refused. */
  readonly error: unknown;
}

/** How many refused messages stay in sight. */
const mostRefused = 20;

/** The list after an event; the same list if nothing changed. */
export function followOutgoing(list: readonly Outgoing[], event: ChatEvent): readonly Outgoing[] {
  switch (event.type) {
    case "pending":
      return [...without(list, event.clientMessageId), waiting(event)];
    case "acknowledged":
      return changed(list, event.clientMessageId, { isSent: true });
    case "failed":
      // What closing puts off is sent the next time.
      return isClosing(event.error) ? list : forgetOldest(changed(list, event.clientMessageId, { error: event.error }));
    case "message":
      return event.own ? without(list, event.clientMessageId) : list;
    case "gap":
    case "reset":
      // What was acknowledged may have been passed over, and is shown with the history.
      return list.filter(({ isSent }) => !isSent);
    default:
      return list;
  }
}

/** The list without what was refused. */
export function dismissRefused(list: readonly Outgoing[]): readonly Outgoing[] {
  return list.filter(({ error }) => error === undefined);
}

function waiting(event: Extract<ChatEvent, { type: "pending" }>): Outgoing {
  const { channelId, clientMessageId, text, replyTo } = event;
  return { channelId, clientMessageId, text, replyTo, isSent: false, error: undefined };
}

function without(list: readonly Outgoing[], clientMessageId: string): readonly Outgoing[] {
  const isThere = list.some((one) => one.clientMessageId === clientMessageId);
  return isThere ? list.filter((one) => one.clientMessageId !== clientMessageId) : list;
}

function changed(list: readonly Outgoing[], clientMessageId: string, change: Partial<Outgoing>): readonly Outgoing[] {
  return list.map((one) => (one.clientMessageId === clientMessageId ? { ...one, ...change } : one));
}

function forgetOldest(list: readonly Outgoing[]): readonly Outgoing[] {
  const refused = list.filter(({ error }) => error !== undefined);
  return refused.length <= mostRefused ? list : list.filter((one) => one !== refused[0]);
}

function isClosing(error: unknown): boolean {
  return error instanceof ChatError && error.reason === "CLIENT_CLOSED";
}
