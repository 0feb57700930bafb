// Drafts of every kind, as services make them, for tests that stand below the services.
import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type Draft, kinds } from "../../src/core/event.ts";
import {
  ChannelArchivedSchema,
  ChannelChangedSchema,
  ChannelCreatedSchema,
  ChannelKind,
  DoorLineSchema,
  MemberJoinedSchema,
  MemberLeftSchema,
  MemberRemovedSchema,
  MemberUnbannedSchema,
  MessageDeletedSchema,
  MessageEditedSchema,
  MessagePostedSchema,
  ReactionAddedSchema,
  ReactionRemovedSchema,
  Role,
  RoleChangedSchema,
} from "../../src/gen/madang/channel/v1/event_pb.ts";

let made = 0;

/** An id that no other draft of this process has. */
export function freshId(): string {
  made++;
  return `act-${made}`;
}

/** What a draft may say besides its body. */
interface More {
  readonly id?: string;
  readonly mentions?: readonly string[];
}

/** Drafts of one person in one channel; the person's name is their id with a capital letter. */
export class Drafts {
  readonly #channelId: string;
  readonly #actorId: string;

  constructor(channelId: string, actorId: string) {
    this.#channelId = channelId;
    this.#actorId = actorId;
  }

  created(channel: { kind?: ChannelKind; members?: readonly string[]; name?: string; topic?: string } = {}): Draft {
    const { kind = ChannelKind.PUBLIC, members = [], name = this.#channelId, topic = "" } = channel;
    const joined = [this.#actorId, ...members].map((userId, i) => ({
      userId,
      name: nameOf(userId),
      role: i === 0 && kind !== ChannelKind.DIRECT ? Role.OWNER : Role.MEMBER,
    }));
    const body = { kind, name, topic, members: kind === ChannelKind.LOBBY ? [] : joined };
    return this.#draft(kinds.channelCreated, ChannelCreatedSchema, body, { id: `create:${this.#channelId}` });
  }

  posted(text: string, { replyTo = 0, custom, ...more }: More & { replyTo?: number; custom?: Uint8Array } = {}): Draft {
    const body = {
      text,
      replyToSeq: BigInt(replyTo),
      mentionedUserIds: [...(more.mentions ?? [])],
      ...(custom && { custom: { type: "test/v1", data: custom } }),
    };
    return { ...this.#draft(kinds.messagePosted, MessagePostedSchema, body, more), targetSeq: replyTo };
  }

  edited(seq: number, text: string, more: More = {}): Draft {
    const body = { targetSeq: BigInt(seq), text, mentionedUserIds: [...(more.mentions ?? [])] };
    return { ...this.#draft(kinds.messageEdited, MessageEditedSchema, body, more), targetSeq: seq };
  }

  deleted(seq: number, more: More = {}): Draft {
    const body = { targetSeq: BigInt(seq) };
    return { ...this.#draft(kinds.messageDeleted, MessageDeletedSchema, body, more), targetSeq: seq };
  }

  reacted(seq: number, emoji: string, more: More = {}): Draft {
    const body = { targetSeq: BigInt(seq), emoji };
    return { ...this.#draft(kinds.reactionAdded, ReactionAddedSchema, body, more), targetSeq: seq };
  }

  unreacted(seq: number, emoji: string, more: More = {}): Draft {
    const body = { targetSeq: BigInt(seq), emoji };
    return { ...this.#draft(kinds.reactionRemoved, ReactionRemovedSchema, body, more), targetSeq: seq };
  }

  joined(more: More = {}): Draft {
    return this.invited(this.#actorId, more);
  }

  invited(userId: string, more: More = {}): Draft {
    const body = { userId, name: nameOf(userId), role: Role.MEMBER };
    return this.#draft(kinds.memberJoined, MemberJoinedSchema, body, more);
  }

  left(more: More = {}): Draft {
    const body = { userId: this.#actorId, name: nameOf(this.#actorId) };
    return this.#draft(kinds.memberLeft, MemberLeftSchema, body, more);
  }

  removed(userId: string, { banned = false, ...more }: More & { banned?: boolean } = {}): Draft {
    return this.#draft(kinds.memberRemoved, MemberRemovedSchema, { userId, name: nameOf(userId), banned }, more);
  }

  unbanned(userId: string, more: More = {}): Draft {
    return this.#draft(kinds.memberUnbanned, MemberUnbannedSchema, { userId, name: nameOf(userId) }, more);
  }

  gaveRole(userId: string, role: Role, more: More = {}): Draft {
    return this.#draft(kinds.roleChanged, RoleChangedSchema, { userId, name: nameOf(userId), role }, more);
  }

  changed(name: string, topic: string, more: More = {}): Draft {
    return this.#draft(kinds.channelChanged, ChannelChangedSchema, { name, topic }, more);
  }

  doorLine(door: string, name: string, text: string, more: More = {}): Draft {
    return this.#draft(kinds.doorLine, DoorLineSchema, { door, name, text }, more);
  }

  archived(archived: boolean, more: More = {}): Draft {
    return this.#draft(kinds.channelArchived, ChannelArchivedSchema, { archived }, more);
  }

  #draft<Desc extends DescMessage>(kind: number, schema: Desc, body: MessageInitShape<Desc>, more: More): Draft {
    return {
      channelId: this.#channelId,
      actorId: this.#actorId,
      actorName: nameOf(this.#actorId),
      clientMessageId: more.id ?? freshId(),
      seenSeq: 0,
      kind,
      body: toBinary(schema, create(schema, body)),
      targetSeq: 0,
      mentions: more.mentions ?? [],
    };
  }
}

function nameOf(userId: string): string {
  return userId.charAt(0).toUpperCase() + userId.slice(1);
}
