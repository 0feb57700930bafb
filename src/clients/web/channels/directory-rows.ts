// What the directory shows of the channels that the server names.
import type { Channel } from "../../sdk/browser.ts";
import { matchRank } from "./match-rank.ts";

/** Channels that one can join first, by name; conversations of two and what was archived are not for browsing. */
export function directoryRows(channels: readonly Channel[], wish: string): readonly Channel[] {
  const shown = channels.filter(
    ({ kind, archived, name, topic }) =>
      kind !== "direct" &&
      !archived &&
      (matchRank(name, wish) !== undefined || (wish.trim() !== "" && matchRank(topic, wish) !== undefined)),
  );
  const isIn = ({ role, kind }: Channel) => Number(role !== "none" || kind === "lobby");
  return shown.toSorted((one, other) => isIn(one) - isIn(other) || one.name.localeCompare(other.name));
}
