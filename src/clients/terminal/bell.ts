// The terminal's bell: it rings when one is meant.
import type { ChatClient, NotificationReason } from "../sdk/index.ts";

const bell = "\u0007";
const meant: ReadonlySet<NotificationReason | undefined> = new Set(["direct", "mention", "reply", "service"]);

/**
 * Rings for direct messages, mentions, answers and what other services ask to tell, as the person's preferences have it;
 * once for those that come together. A server that keeps no inbox rings nothing. Switched off by what it returns.
 */
export function ringWhenMeant(
  client: Pick<ChatClient, "on" | "notifications">,
  write: (text: string) => void,
): () => void {
  let off: (() => void) | undefined;
  const begin = () => {
    off ??= client.notifications.watch(({ added }) => {
      if (added.some(({ reason }) => meant.has(reason))) write(bell);
    });
  };
  // Not before somebody is signed in: why that fails is told elsewhere.
  const offState = client.on("state", ({ state }) => state === "connected" && begin());
  return () => {
    offState();
    off?.();
  };
}
