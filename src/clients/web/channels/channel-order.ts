// In which order channels stand at the side.
import type { ChannelHead } from "../../sdk/browser.ts";

/** The lobby first, then channels by name; conversations of two by the other's name. */
export function inOrder(channels: readonly ChannelHead[]): {
  readonly open: readonly ChannelHead[];
  readonly direct: readonly ChannelHead[];
} {
  const isLobby = ({ kind }: ChannelHead) => kind === "lobby";
  const others = channels.filter((one) => one.kind !== "direct" && !isLobby(one));
  const byName = others.toSorted((one, other) => one.name.localeCompare(other.name));
  const direct = channels.filter(({ kind }) => kind === "direct");
  const byPeer = direct.toSorted((one, other) => (one.peer?.name ?? "").localeCompare(other.peer?.name ?? ""));
  return { open: [...channels.filter(isLobby), ...byName], direct: byPeer };
}
