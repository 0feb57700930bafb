// Messages that a tab left when it was closed: a tab that stays sends them, and nobody has to load the page again.
import { after } from "../../screens/after.ts";
import type { ChatClient, OutboxStore, QueuedMessage } from "../../sdk/browser.ts";

const lookMs = 5_000;
/** What is kept for so many looks while there is a connection is sent by nobody else. */
const looksToWait = 2;

type Client = Pick<ChatClient, "state" | "pending" | "send">;

/**
 * Looks every five seconds until the returned function is called. Another tab may be sending the same message after
 * all: it has the same id, and the channel takes it once.
 */
export function sendLeftByTabs(client: Client, outbox: Pick<OutboxStore, "load">): () => void {
  let seen = new Map<string, number>();
  let cancel = after(lookMs, look);
  function look(): void {
    cancel = after(lookMs, look);
    if (client.state !== "connected") seen = new Map();
    else outbox.load().then(take, () => undefined);
  }
  function take(kept: readonly QueuedMessage[]): void {
    const own = new Set(client.pending().map(({ clientMessageId }) => clientMessageId));
    const left = kept.filter(({ clientMessageId }) => !own.has(clientMessageId));
    seen = new Map(left.map(({ clientMessageId }) => [clientMessageId, (seen.get(clientMessageId) ?? 0) + 1]));
    for (const { channelId, clientMessageId, text, replyTo } of left) {
      if (seen.get(clientMessageId) !== looksToWait) continue;
      // Why it is refused is told by the client's events.
      client.send(channelId, { text, replyTo, clientMessageId }).catch(() => undefined);
    }
  }
  return () => cancel();
}
