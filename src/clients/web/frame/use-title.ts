// The tab's title tells what waits to be read.
import { useEffect } from "react";
import { channelLabel } from "../channels/channel-label.ts";
import { useWhither } from "../place/use-whereabouts.tsx";
import { useChat } from "../state/use-chat.tsx";

/** Keeps the title current: how many messages are for us, and where we are. */
export function useTitle(): void {
  const mentions = useChat((state) => state.channels.reduce((sum, channel) => sum + channel.mentions, 0));
  const front = useChat((state) => state.channels.find(({ channelId }) => channelId === state.channelId));
  const { door } = useWhither();
  const label = door ? "" : `${channelLabel(front)} · `;
  useEffect(() => {
    document.title = `${mentions > 0 ? `(${mentions}) ` : ""}${label}Madang`;
  }, [mentions, label]);
}
