// Making a channel: once for each act of its creator, and once for each name.
import { sha256 } from "@noble/hashes/sha2.js";
import { errors } from "../../core/errors.ts";
import { decodeEvent } from "../../core/event.ts";
import { createId, isId, toBase62 } from "../../core/ids.ts";
import type { Caller } from "../../core/service.ts";
import { nameKey, requireChannelName, requireTopic } from "../../core/text.ts";
import { ChannelKind, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import type { CreateChannelRequest } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { appendChange, changes } from "./change.ts";
import type { LobbyParts } from "./lobby-parts.ts";

/** What the creator wishes for. */
interface Wish {
  readonly creator: Caller;
  readonly name: string;
  readonly topic: string;
  readonly kind: ChannelKind;
  /** The id of the channel, unless it takes the place of one that was never made. */
  readonly ownId: string;
  /** The client message id of the event that makes it. */
  readonly actId: string;
}

/** Makes a channel and resolves to its id; rejects with NAME_TAKEN, or ID_REUSED if the id stood for another wish. */
export async function createChannel(
  parts: LobbyParts,
  creator: Caller,
  request: CreateChannelRequest,
): Promise<string> {
  const wish = toWish(creator, request);
  const isRetry = request.clientMessageId !== "" && (await parts.channels.channel(wish.ownId)) !== undefined;
  if (isRetry) {
    await requireMadeBy(parts, wish, wish.ownId);
    return wish.ownId;
  }
  const made = await parts.places.take(creator.userId, () =>
    parts.names.holding(nameKey(wish.name), wish.ownId, (holderId) => make(parts, wish, holderId)),
  );
  return made.channelId;
}

function toWish(creator: Caller, { name, topic, private: isPrivate, clientMessageId }: CreateChannelRequest): Wish {
  if (clientMessageId !== "" && !isId(clientMessageId)) throw errors.idInvalid("client_message_id");
  const ownId = clientMessageId === "" ? createId() : toChannelId(creator.userId, clientMessageId);
  return {
    creator,
    name: requireChannelName(name),
    topic: requireTopic(topic),
    kind: isPrivate ? ChannelKind.PRIVATE : ChannelKind.PUBLIC,
    ownId,
    actId: `create:${ownId}`,
  };
}

// A retry must claim for the same id, also when the server was restarted in between.
function toChannelId(userId: string, clientMessageId: string): string {
  const hash = sha256(new TextEncoder().encode(`create:${userId}\n${clientMessageId}`));
  return toBase62(hash.slice(0, 12), 17).slice(-16);
}

// Under the id that holds the name, even if it is another's: the log lets only one make the channel, so whoever claimed
// the name and crashed, or is still about to make it, cannot make a second channel of that name.
async function make(parts: LobbyParts, wish: Wish, channelId: string) {
  const { creator, name, topic, kind, actId } = wish;
  if (await parts.channels.channel(channelId)) {
    await requireMadeBy(parts, wish, channelId);
    return { channelId, appended: false };
  }
  const owner = { userId: creator.userId, name: creator.name, role: Role.OWNER };
  const change = changes.channelCreated({ name, topic, kind, members: [owner] });
  const { appended } = await appendChange(parts, { actor: creator, channelId, clientMessageId: actId }, change);
  if (!appended) await requireMadeBy(parts, wish, channelId);
  return { channelId, appended };
}

async function requireMadeBy({ log }: LobbyParts, wish: Wish, channelId: string): Promise<void> {
  const page = await log.read(channelId, { after: 0, through: 1, maxEvents: 1, maxBytes: 64 * 1024 });
  const [first] = page.events;
  const event = first && decodeEvent(first.bytes);
  if (event?.actorId !== wish.creator.userId || event.clientMessageId !== wish.actId) throw errors.nameTaken(wish.name);
  const made = event.body.case === "channelCreated" ? event.body.value : undefined;
  if (made?.name !== wish.name || made.topic !== wish.topic || made.kind !== wish.kind) throw errors.idReused();
}
