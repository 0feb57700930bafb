// What the quick switcher offers for what was typed.
import type { ChannelHead, Person } from "../../sdk/browser.ts";
import { matchRank } from "./match-rank.ts";

/** One line of it. */
export type Choice =
  | { readonly kind: "channel"; readonly key: string; readonly channel: ChannelHead }
  | { readonly kind: "person"; readonly key: string; readonly person: Person }
  | { readonly kind: "name"; readonly key: string; readonly name: string };

interface Known {
  readonly channels: readonly ChannelHead[];
  /** Who is online. */
  readonly people: readonly Person[];
  readonly myId: string | undefined;
}

const most = 12;

/** The best first; with nothing typed what waits to be read. Whom nobody knows can be written to by name. */
export function switcherChoices(wish: string, { channels, people, myId }: Known): readonly Choice[] {
  const peers = new Set(channels.map(({ peer }) => peer?.id));
  const strangers = people.filter(({ id }) => id !== myId && !peers.has(id) && id !== "madang");
  const known = [
    ...channels.map((channel) => ({
      choice: { kind: "channel", key: channel.channelId, channel } as const,
      name: channel.peer?.name ?? channel.name,
      waiting: Number(channel.mentions > 0) * 2 + Number(channel.unread > 0),
    })),
    ...strangers.map((person) => ({
      choice: { kind: "person", key: person.id, person } as const,
      name: person.name,
      waiting: 0,
    })),
  ];
  const ranked = known.flatMap((one) => {
    const rank = matchRank(one.name, wish);
    return rank === undefined ? [] : [{ ...one, rank }];
  });
  ranked.sort(
    (one, other) => one.rank - other.rank || other.waiting - one.waiting || one.name.localeCompare(other.name),
  );
  const name = wish.replace(/^@/, "").trim();
  const byName: Choice[] = name === "" || wish.startsWith("#") ? [] : [{ kind: "name", key: "by name", name }];
  const isNamed = ranked.some((one) => one.name.toLowerCase() === name.toLowerCase());
  return [...ranked.slice(0, most).map(({ choice }) => choice), ...(isNamed ? [] : byName)];
}
