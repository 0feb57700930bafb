// The embedded store's tables, as steps from one version to the next; a database of a newer version is refused.
import type { DatabaseSync } from "node:sqlite";
import { noticeTables } from "./notice-schema.ts";

const steps: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

  -- One row an event, in the order of arrival: pos is the place in the feed. A rowid table with indexes keeps its speed
  -- with thousands of channels, where a clustered (channel, seq) key falls to a third.
  CREATE TABLE events (
    pos INTEGER PRIMARY KEY,
    channel_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    target INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    -- What the body was, once it is erased: a repeat must still be told from a reuse.
    erased BLOB
  ) STRICT;
  CREATE UNIQUE INDEX events_place ON events (channel_no, seq);
  -- The id first: ids that rise with time are then inserted at the index's end.
  CREATE UNIQUE INDEX events_sends ON events (client_id, actor_id, channel_no);
  CREATE INDEX events_edits ON events (channel_no, target) WHERE kind = 9;

  CREATE TABLE channels (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    topic TEXT NOT NULL,
    archived INTEGER NOT NULL,
    members INTEGER NOT NULL,
    head INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE names (name_key TEXT PRIMARY KEY, channel_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE members (
    channel_no INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    role INTEGER NOT NULL,
    banned INTEGER NOT NULL,
    joined_seq INTEGER NOT NULL,
    PRIMARY KEY (channel_no, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_channels ON members (user_id, channel_no) WHERE role > 0;

  -- Only messages that are no longer what their event says.
  CREATE TABLE message_changes (
    channel_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    mentions TEXT NOT NULL,
    edited_at_ms INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (channel_no, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE reactions (
    channel_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at_seq INTEGER NOT NULL,
    PRIMARY KEY (channel_no, seq, emoji, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE mentions (
    user_id TEXT NOT NULL,
    channel_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (user_id, channel_no, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mentions_message ON mentions (channel_no, seq);
  CREATE TABLE reads (
    user_id TEXT NOT NULL,
    channel_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (user_id, channel_no)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE feeds (reader TEXT PRIMARY KEY, pos INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    password_hash TEXT,
    guest_hash TEXT UNIQUE,
    hosted_id TEXT UNIQUE,
    profile BLOB NOT NULL,
    suspended INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    -- When a session of theirs last ended; when they were made, if none did.
    left_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    access_hash TEXT NOT NULL UNIQUE,
    access_expires_at_ms INTEGER NOT NULL,
    refresh_hash TEXT NOT NULL UNIQUE,
    refresh_expires_at_ms INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_user ON sessions (user_id);
  `,
  `
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE places (reader TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE numbers (user_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE) STRICT, WITHOUT ROWID;

  -- What other services asked to tell people: the message once, and a row for each person.
  CREATE TABLE notification_requests (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    room_id TEXT NOT NULL,
    message TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notification_requests_age ON notification_requests (at_ms);
  -- A place is never given again, also when all rows were forgotten: readers keep theirs.
  CREATE TABLE notifications (
    pos INTEGER PRIMARY KEY AUTOINCREMENT,
    request_no INTEGER NOT NULL,
    user_id TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX notifications_person ON notifications (request_no, user_id);
  `,
  noticeTables,
];

/** The version that this release writes. */
export const schemaVersion = steps.length;

/** Thrown when the database was written by a newer release. */
export class NewerDatabase extends Error {}

/** Sets the connection's pragmas: durable at every commit, readers beside the writer. */
export function configure(db: DatabaseSync): void {
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF",
  );
  // What was deleted is overwritten, not only forgotten.
  db.exec("PRAGMA secure_delete = ON");
  // Checkpoints are made beside the writer; under load they never come to the end of its log, which then starts anew here.
  db.exec("PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY");
}

/** Brings the database to this release's version, step by step, each in a transaction; safe to run twice. */
export function migrate(db: DatabaseSync, epoch: number): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > schemaVersion) throw new NewerDatabase(`version ${version}, this release knows ${schemaVersion}`);
  for (let next = version; next < schemaVersion; next++) {
    db.exec("BEGIN IMMEDIATE");
    db.exec(steps[next] as string);
    if (next === 0) db.prepare("INSERT INTO meta (key, value) VALUES ('epoch', ?)").run(epoch);
    db.exec(`PRAGMA user_version = ${next + 1}; COMMIT`);
  }
}
