// Whom a text mentions: names after @ become ids of people who are in the channel.
import { isMember } from "../../core/channel-state.ts";
import { lobbyId } from "../../core/ids.ts";
import type { ChannelStore, SessionStore } from "../../core/ports.ts";
import { mentionedNames, nameKey } from "../../core/text.ts";

/** Where names and members are looked up. */
export interface MentionLookups {
  readonly sessions: Pick<SessionStore, "userNamed">;
  readonly channels: Pick<ChannelStore, "channelOf">;
}

/** Resolves to the ids of the members whom a text mentions. */
export type Mentions = (channelId: string, text: string) => readonly string[] | Promise<readonly string[]>;

const nobody: readonly string[] = Object.freeze([]);

/**
 * Makes the look-up of mentions: each person once, in the order of the text, at most 50. A text without an @ is answered
 * at once and always with the same array; otherwise the answer rejects only if the store cannot be read.
 */
export function createMentions(lookups: MentionLookups): Mentions {
  return (channelId, text) => {
    if (!text.includes("@")) return nobody;
    const names = mentionedNames(text);
    return names.length === 0 ? nobody : findAll(names, channelId, lookups);
  };
}

async function findAll(names: readonly string[][], channelId: string, lookups: MentionLookups): Promise<string[]> {
  // The same name may stand there fifty times.
  const asked = new Map(names.map((tries) => [tries[0], tries]));
  const found = await Promise.all([...asked.values()].map((tries) => findOne(tries, channelId, lookups)));
  return [...new Set(found.filter((userId) => userId !== undefined))];
}

async function findOne(
  tries: readonly string[],
  channelId: string,
  lookups: MentionLookups,
): Promise<string | undefined> {
  for (const name of tries) {
    const user = await lookups.sessions.userNamed(nameKey(name));
    if (user && (await isHere(user.userId, channelId, lookups))) return user.userId;
  }
  return undefined;
}

async function isHere(userId: string, channelId: string, { channels }: MentionLookups): Promise<boolean> {
  if (channelId === lobbyId) return true;
  const own = await channels.channelOf(userId, channelId);
  return own !== undefined && isMember(own.channel, own.member);
}
