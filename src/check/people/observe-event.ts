// From what a client tells its listeners to what is written down.
import type { ChatEvent, ChatMessage, LogEvent } from "../../clients/sdk/index.ts";
import { ChatError } from "../../core/chat-error.ts";
import type { Observation, StandingMessage } from "../record/observation.ts";

/** What is written down of an event; undefined: nothing. `lane` is what the order of our sends is promised in. */
export function observationOf(event: ChatEvent, lane: string): Observation | undefined {
  switch (event.type) {
    case "pending":
      return { what: "ask", channelId: event.channelId, id: event.clientMessageId, lane };
    case "queued":
      return { what: "queued", channelId: event.channelId, id: event.clientMessageId };
    case "acknowledged":
      return { what: "ack", channelId: event.channelId, id: event.clientMessageId, seq: event.seq };
    case "failed":
      if (!isCertain(event.error)) return undefined;
      return { what: "refused", channelId: event.channelId, id: event.clientMessageId, reason: event.error.reason };
    case "gap":
      return {
        what: "gap",
        channelId: event.channelId,
        after: event.after,
        through: event.through,
        filled: event.filled,
      };
    case "state":
      return { what: "state", state: event.state };
    case "reset":
      return { what: "reset" };
    case "channelLeft":
      return { what: "left", channelId: event.channelId };
    default:
      return "messages" in event ? told(event) : undefined;
  }
}

/** Whether a failure means that the message is nowhere, and not only that nobody knows. */
export function isCertain(error: unknown): error is ChatError {
  return error instanceof ChatError && !["UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"].includes(error.code);
}

/** A message as it stands. */
export function standing(message: ChatMessage): StandingMessage {
  const { seq, clientMessageId: id, text, deleted, reactions, mentions, from } = message;
  return { seq, id, by: from.id, text, deleted, reactions, mentions };
}

function told(event: LogEvent): Observation {
  const { channelId, seq, clientMessageId: id, from, type, messages } = event;
  const facts = { what: "event", channelId, seq, id, by: from.id, type, messages } as const;
  switch (event.type) {
    case "message":
      if (event.fromHistory) return { ...facts, standing: standing(event) };
      return { ...facts, text: event.text, mentions: event.mentions };
    case "edited":
      return { ...facts, target: event.target, text: event.text, mentions: event.mentions };
    case "deleted":
      return { ...facts, target: event.target };
    case "reaction":
      return { ...facts, target: event.target, emoji: event.emoji, removed: event.removed };
    case "joined":
    case "left":
    case "removed":
      return { ...facts, user: event.user.id };
    default:
      return facts;
  }
}
