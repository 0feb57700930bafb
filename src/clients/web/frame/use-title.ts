// The tab's title tells what waits to be read.
import { useEffect } from "react";
import { channelLabel } from "../channels/channel-label.ts";
import { useMuted } from "../notify/use-notify.tsx";
import { useWhither } from "../place/use-whereabouts.tsx";
import { useChat } from "../state/use-chat.tsx";

/** Keeps the title current: how many messages of channels that are not muted are for us, and where we are. */
export function useTitle(): void {
  const isMuted = useMuted();
  const mentions = useChat((state) =>
    state.channels.reduce((sum, { channelId, mentions }) => sum + (isMuted(channelId) ? 0 : mentions), 0),
  );
  const front = useChat((state) => state.channels.find(({ channelId }) => channelId === state.channelId));
  const { door } = useWhither();
  const label = door ? "" : `${channelLabel(front)} · `;
  useEffect(() => {
    document.title = `${mentions > 0 ? `(${mentions}) ` : ""}${label}Madang`;
  }, [mentions, label]);
}
