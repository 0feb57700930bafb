// A message as the SDK shows it, for tests that care about a few of its facts.
import type { ChatMessage } from "../../src/clients/sdk/index.ts";

/** A plain message of bob's, with whatever is to be different. */
export function chatMessage(seq: number, more: Partial<ChatMessage> = {}): ChatMessage {
  return {
    seq,
    at: seq,
    from: { id: "bob", name: "bob" },
    clientMessageId: String(seq),
    text: `text ${seq}`,
    replyTo: undefined,
    mentions: [],
    custom: undefined,
    editedAt: undefined,
    deleted: false,
    reactions: [],
    messages: seq,
    ...more,
  };
}
