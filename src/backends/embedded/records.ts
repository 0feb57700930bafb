// Rows of the embedded store's tables, and the domain's rows in them.
import type { ChannelRow, MemberRow } from "../../core/channel-state.ts";
import type { SessionRow, UserRow } from "../../core/ports.ts";
import type { ChannelKind, Role } from "../../gen/madang/channel/v1/event_pb.ts";

/** A row of the table members. */
export interface MemberRecord {
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  readonly banned: number;
  readonly joined_seq: number;
}

/** A row of the table channels. */
export interface ChannelRecord {
  readonly no: number;
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly topic: string;
  readonly archived: number;
  readonly members: number;
  readonly head: number;
  readonly messages: number;
  readonly at_ms: number;
}

/** A row of the table users. */
export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly name_key: string;
  readonly kind: UserRow["kind"];
  readonly password_hash: string | null;
  readonly guest_hash: string | null;
  readonly hosted_id: string | null;
  readonly profile: Uint8Array;
  readonly suspended: number;
  readonly created_at_ms: number;
}

/** A row of the table sessions. */
export interface SessionRecord {
  readonly id: string;
  readonly user_id: string;
  readonly access_hash: string;
  readonly access_expires_at_ms: number;
  readonly refresh_hash: string;
  readonly refresh_expires_at_ms: number;
  readonly created_at_ms: number;
}

/** The member in a row. */
export function toMember(record: MemberRecord): MemberRow {
  return {
    userId: record.user_id,
    name: record.name,
    role: record.role,
    banned: record.banned === 1,
    joinedSeq: record.joined_seq,
  };
}

/** The channel in a row; undefined if its first event never came to be. */
export function toChannel(record: ChannelRecord): ChannelRow | undefined {
  if (record.head === 0) return undefined;
  return {
    channelId: record.id,
    kind: record.kind,
    name: record.name,
    topic: record.topic,
    archived: record.archived === 1,
    members: record.members,
  };
}

/** The person in a row. */
export function toUser(record: UserRecord): UserRow {
  return {
    userId: record.id,
    name: record.name,
    nameKey: record.name_key,
    kind: record.kind,
    passwordHash: record.password_hash ?? undefined,
    guestHash: record.guest_hash ?? undefined,
    hostedId: record.hosted_id ?? undefined,
    profile: record.profile,
    suspended: record.suspended === 1,
    createdAtMs: record.created_at_ms,
  };
}

/** The session in a row. */
export function toSession(record: SessionRecord): SessionRow {
  return {
    sessionId: record.id,
    userId: record.user_id,
    accessHash: record.access_hash,
    accessExpiresAtMs: record.access_expires_at_ms,
    refreshHash: record.refresh_hash,
    refreshExpiresAtMs: record.refresh_expires_at_ms,
    createdAtMs: record.created_at_ms,
  };
}
