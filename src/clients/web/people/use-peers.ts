// Which of the people we talk to alone are online.
import { useEffect, useState } from "react";
import type { ChannelHead, Presence } from "../../sdk/browser.ts";
import { useChat, useClient } from "../state/use-chat.tsx";

const none: ReadonlyMap<string, Presence> = new Map();
/** More the server does not watch for one stream. */
const mostWatched = 500;

/** By their ids; one stream for all of them. */
export function usePeers(channels: readonly ChannelHead[]): ReadonlyMap<string, Presence> {
  const client = useClient();
  const isConnected = useChat((state) => state.connection === "connected");
  const [peers, setPeers] = useState(none);
  const ids = channels.flatMap(({ peer }) => (peer ? [peer.id] : [])).toSorted();
  const key = ids.slice(0, mostWatched).join(" ");
  useEffect(() => {
    setPeers(none);
    if (key === "" || !isConnected) return;
    return client.watchPresence({ userIds: key.split(" ") }, ({ people }) => {
      setPeers(new Map(people.map((person) => [person.id, person])));
    });
  }, [client, key, isConnected]);
  return peers;
}
