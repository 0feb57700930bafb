// What was written and not acknowledged, kept by the browser: one entry a message, so that tabs do not undo each other.
import type { OutboxStore, QueuedMessage } from "../../sdk/browser.ts";
import { keepText, keptNames, keptText } from "./browser-storage.ts";

const beginning = "outbox.";

/**
 * Keeps the messages of one person; `mine` says who that is once it is known. Two tabs may both send what an earlier one
 * left: it has the same id, and the channel takes it once.
 */
export function browserOutbox(mine: () => string | undefined): OutboxStore {
  return {
    // Ids begin with the time: their order is the order of writing.
    load: async () => keptNames(beginning).flatMap((name) => readQueued(keptText(name), mine())),
    async add(message) {
      if (!keepText(placeOf(message), writeQueued(message))) throw new Error("The browser keeps nothing.");
    },
    async remove(message) {
      keepText(placeOf(message), undefined);
    },
    close: async () => undefined,
  };
}

function placeOf({ clientMessageId }: QueuedMessage): string {
  return `${beginning}${clientMessageId}`;
}

function writeQueued(message: QueuedMessage): string {
  const { channelId, clientMessageId, text, replyTo, by } = message;
  return JSON.stringify({ channelId, clientMessageId, text, replyTo, by });
}

/** The message of a kept line in a list; an empty one if it is somebody else's or no message. */
export function readQueued(kept: string | undefined, mine: string | undefined): QueuedMessage[] {
  try {
    const { channelId, clientMessageId, text, replyTo, by }: Partial<QueuedMessage> = JSON.parse(kept ?? "{}");
    if (typeof channelId !== "string" || typeof clientMessageId !== "string" || typeof text !== "string") return [];
    return by !== undefined && by === mine
      ? [{ channelId, clientMessageId, text, replyTo, custom: undefined, by }]
      : [];
  } catch {
    return [];
  }
}
