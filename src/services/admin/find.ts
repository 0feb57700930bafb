// Whom and what an operator means: a name or an id.
import { errors } from "../../core/errors.ts";
import { isId } from "../../core/ids.ts";
import type { ChannelStore, SessionStore, UserRow } from "../../core/ports.ts";
import { nameKey } from "../../core/text.ts";

/** A longer text is nobody's name; it is cut before it is looked at. */
const maxNameUnits = 256;

/**
 * The person with this name or id. Throws USER_NOT_FOUND; and ARGUMENT_INVALID if somebody took another's id for a
 * name, so that nobody is suspended in the place of another.
 */
export async function requireUser(store: SessionStore, user: string): Promise<UserRow> {
  const byId = isId(user) ? await store.user(user) : undefined;
  const byName = await store.userNamed(nameKey(user.slice(0, maxNameUnits)));
  if (byId && byName && byId.userId !== byName.userId)
    throw errors.argumentInvalid("This is one person's id and another's name: name the second by their id.");
  const found = byId ?? byName;
  if (!found) throw errors.userNotFound();
  return found;
}

/** The id of the channel with this name, with or without #, or with this id; throws CHANNEL_NOT_FOUND. */
export async function requireChannelId(store: ChannelStore, channel: string): Promise<string> {
  const byId = isId(channel) ? await store.channel(channel) : undefined;
  if (byId) return byId.channelId;
  const byName = await store.channelNamed(nameKey(channel.slice(0, maxNameUnits).replace(/^#/, "")));
  if (!byName) throw errors.channelNotFound();
  return byName.channelId;
}
