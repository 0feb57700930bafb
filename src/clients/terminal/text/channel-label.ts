// What a channel is called on a screen.
import type { Channel, ChannelHead } from "../../sdk/index.ts";
import { safeLine } from "./safe-text.ts";

type Named = Pick<ChannelHead | Channel, "name" | "kind" | "peer">;

/** "#name", or "@somebody" for the conversation with them. */
export function channelLabel(channel: Named | undefined): string {
  if (!channel) return "#?";
  const { kind, name, peer } = channel;
  return safeLine(kind === "direct" ? `@${peer?.name ?? "?"}` : `#${name}`);
}
