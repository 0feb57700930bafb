// How a channel is called.
import type { ChannelHead } from "../../sdk/browser.ts";

/** "#name", or the other one's name where two talk; the lobby while it is not known yet. */
export function channelLabel(channel: Pick<ChannelHead, "kind" | "name" | "peer"> | undefined): string {
  if (!channel) return "#lobby";
  return channel.kind === "direct" ? (channel.peer?.name ?? "") : `#${channel.name}`;
}
