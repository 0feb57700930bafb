// While the house is shown it looks after what other tabs of the same person left.
import { useEffect } from "react";
import { browserOutbox } from "../session/browser-outbox.ts";
import { sendLeftByTabs } from "../session/left-by-tabs.ts";
import { useClient } from "../state/use-chat.tsx";

/** Sends what they wrote and did not get sent before they were closed. */
export function useLeftByTabs(): void {
  const client = useClient();
  useEffect(() => {
    const mine = browserOutbox(() => client.me?.id);
    return sendLeftByTabs(client, mine);
  }, [client]);
}
