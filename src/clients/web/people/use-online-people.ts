// Who is online in all of Madang: everybody is in the lobby.
import { useEffect, useState } from "react";
import type { Presence } from "../../sdk/browser.ts";
import { lobbyId } from "../state/chat-state.ts";
import { useClient } from "../state/use-chat.tsx";

/** At most as many as the server names (500), by name; empty until it has answered. */
export function useOnlinePeople(): readonly Presence[] {
  const client = useClient();
  const [people, setPeople] = useState<readonly Presence[]>([]);
  useEffect(
    () =>
      client.watchPresence(lobbyId, (picture) => {
        const online = picture.people.filter((one) => one.online);
        setPeople(online.toSorted((one, other) => one.name.localeCompare(other.name)));
      }),
    [client],
  );
  return people;
}
