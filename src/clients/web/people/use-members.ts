// Who belongs to the channel in front, whether they are there or not.
import { useEffect, useState } from "react";
import type { ChatEvent, Person } from "../../sdk/browser.ts";
import { lobbyId } from "../state/chat-state.ts";
import { useChat, useClient } from "../state/use-chat.tsx";

const none: readonly Person[] = [];
/** More would be a directory: that is in the channel's details. */
const mostMembers = 200;
const changes: ReadonlySet<ChatEvent["type"]> = new Set(["joined", "left", "removed"]);

/** At most 200 members, fetched anew when somebody comes or goes; nobody for the lobby, where everybody is. */
export function useMembers(): readonly Person[] {
  const client = useClient();
  const channelId = useChat((state) => state.channelId);
  const isConnected = useChat((state) => state.connection === "connected");
  const [held, setHeld] = useState({ channelId, members: none });
  useEffect(() => {
    if (channelId === lobbyId || !isConnected) return;
    let isCurrent = true;
    const fetchThem = async () => {
      const page = await client.members(channelId, { pageSize: mostMembers });
      if (isCurrent) setHeld({ channelId, members: page.items.filter(({ banned }) => !banned) });
    };
    // Without them those who are online are there all the same.
    const reload = () => void fetchThem().catch(() => undefined);
    reload();
    const off = client.listen((event) => {
      if (changes.has(event.type) && "channelId" in event && event.channelId === channelId) reload();
    });
    return () => {
      isCurrent = false;
      off();
    };
  }, [client, channelId, isConnected]);
  return held.channelId === channelId ? held.members : none;
}
