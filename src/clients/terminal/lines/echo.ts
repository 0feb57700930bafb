// Waits for what we said to come back.

import { after } from "../../screens/after.ts";
import type { ChatClient } from "../../sdk/index.ts";

const longestMs = 2_000;

/** Resolves when the events up to these seqs were told, those of channels that we left aside; or after two seconds. */
export function echoed(client: ChatClient, seqs: ReadonlyMap<string, number>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    const isBack = ([channelId, seq]: [string, number]) => !client.channel(channelId) || client.seen(channelId) >= seq;
    if ([...seqs].every(isBack)) resolve();
  };
  const off = client.listen(look);
  const cancel = after(longestMs, resolve);
  signal.addEventListener("abort", () => resolve(), { once: true });
  look();
  return promise.finally(() => {
    off();
    cancel();
  });
}
