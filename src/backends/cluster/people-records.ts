// People and sessions between the rows of CQL and those of the ports.
import type { SessionRow, UserRow } from "../../core/ports.ts";

/** A row of `users`. */
export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly name_key: string;
  readonly kind: UserRow["kind"];
  readonly password_hash: string | null;
  readonly guest_hash: string | null;
  readonly hosted_id: string | null;
  readonly profile: Buffer | null;
  readonly suspended: boolean;
  readonly created_at_ms: bigint;
}

/** A row of `sessions`. */
export interface SessionRecord {
  readonly id: string;
  readonly user_id: string;
  readonly access_hash: string;
  readonly access_expires_at_ms: bigint;
  readonly refresh_hash: string;
  readonly refresh_expires_at_ms: bigint;
  readonly created_at_ms: bigint;
}

/** A person of the port. */
export function toUser(record: UserRecord): UserRow {
  return {
    userId: record.id,
    name: record.name,
    nameKey: record.name_key,
    kind: record.kind,
    passwordHash: record.password_hash ?? undefined,
    guestHash: record.guest_hash ?? undefined,
    hostedId: record.hosted_id ?? undefined,
    profile: new Uint8Array(record.profile ?? []),
    suspended: record.suspended,
    createdAtMs: Number(record.created_at_ms),
  };
}

/** A session of the port. */
export function toSession(record: SessionRecord): SessionRow {
  return {
    sessionId: record.id,
    userId: record.user_id,
    accessHash: record.access_hash,
    accessExpiresAtMs: Number(record.access_expires_at_ms),
    refreshHash: record.refresh_hash,
    refreshExpiresAtMs: Number(record.refresh_expires_at_ms),
    createdAtMs: Number(record.created_at_ms),
  };
}
