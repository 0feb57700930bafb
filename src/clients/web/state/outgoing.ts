// Our own messages that are not among the others yet.
import { ChatError, type ChatEvent, type ChatEventOf } from "../../sdk/browser.ts";

/** A message on its way, or one that was refused. */
export interface Outgoing {
  readonly channelId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly replyTo: number | undefined;
  /** When it was written, in milliseconds since 1970-01-01 UTC. */
  readonly writtenMs: number;
  /** The browser keeps it: it outlives the page. */
  readonly isKept: boolean;
  /** Acknowledged: it will show among the others at any moment. */
  readonly isSent: boolean;
  /** Why it was refused. */
  readonly error: unknown;
}

/** How many refused messages stay in sight. */
const mostRefused = 20;

/** The list after an event; the same list if nothing changed. */
export function followOutgoing(list: readonly Outgoing[], event: ChatEvent, nowMs: number): readonly Outgoing[] {
  switch (event.type) {
    case "pending":
      return [...without(list, event.clientMessageId), waiting(event, nowMs)];
    case "queued":
      return changed(list, event.clientMessageId, { isKept: true });
    case "acknowledged":
      return changed(list, event.clientMessageId, { isSent: true });
    case "failed":
      return failed(list, event);
    case "message":
      return event.own ? without(list, event.clientMessageId) : list;
    case "gap":
    case "reset":
      // What was acknowledged may have been passed over, and is shown with the history.
      return list.some(({ isSent }) => isSent) ? list.filter(({ isSent }) => !isSent) : list;
    default:
      return list;
  }
}

/** The list without one message. */
export function without(list: readonly Outgoing[], clientMessageId: string): readonly Outgoing[] {
  const isThere = list.some((one) => one.clientMessageId === clientMessageId);
  return isThere ? list.filter((one) => one.clientMessageId !== clientMessageId) : list;
}

/** The list without what was acknowledged in a channel. */
export function withoutSent(list: readonly Outgoing[], channelId: string): readonly Outgoing[] {
  const isGone = (one: Outgoing) => one.isSent && one.channelId === channelId;
  return list.some(isGone) ? list.filter((one) => !isGone(one)) : list;
}

/** The list with those that an earlier page left refused. */
export function withRefused(list: readonly Outgoing[], refused: readonly Outgoing[]): readonly Outgoing[] {
  const there = new Set(list.map(({ clientMessageId }) => clientMessageId));
  return [...refused.filter(({ clientMessageId }) => !there.has(clientMessageId)), ...list];
}

function waiting(event: ChatEventOf<"pending">, nowMs: number): Outgoing {
  const { channelId, clientMessageId, text, replyTo } = event;
  return {
    channelId,
    clientMessageId,
    text,
    replyTo,
    writtenMs: nowMs,
    isKept: false,
    isSent: false,
    error: undefined,
  };
}

function failed(list: readonly Outgoing[], { clientMessageId, error }: ChatEventOf<"failed">): readonly Outgoing[] {
  // What closing puts off is sent the next time; what another person wrote is not for these eyes.
  if (hasReason(error, "CLIENT_CLOSED")) return list;
  if (hasReason(error, "OTHER_SENDER")) return without(list, clientMessageId);
  return forgetOldest(changed(list, clientMessageId, { error }));
}

function changed(list: readonly Outgoing[], clientMessageId: string, change: Partial<Outgoing>): readonly Outgoing[] {
  const isThere = list.some((one) => one.clientMessageId === clientMessageId);
  return isThere ? list.map((one) => (one.clientMessageId === clientMessageId ? { ...one, ...change } : one)) : list;
}

function forgetOldest(list: readonly Outgoing[]): readonly Outgoing[] {
  const refused = list.filter(({ error }) => error !== undefined);
  return refused.length <= mostRefused ? list : list.filter((one) => one !== refused[0]);
}

function hasReason(error: unknown, reason: string): boolean {
  return error instanceof ChatError && error.reason === reason;
}
