// The tables of the notice store: a step of the schema.

/** SQL that makes them; part of a release, so it is never changed. */
export const noticeTables = `
  -- Whether a message was decided on, and who is not told of it: JSON, silence by silence; very many people are more parts.
  CREATE TABLE notice_decisions (
    source_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    decided_at_ms INTEGER NOT NULL,
    -- Of part 0: whether all parts are kept.
    complete INTEGER NOT NULL,
    silent TEXT NOT NULL,
    PRIMARY KEY (source_id, seq, part)
  ) STRICT, WITHOUT ROWID;
  -- Inboxes: one range a person, what is urgent apart, so that mentions are found among thousands of other messages.
  CREATE TABLE notices (
    user_id TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    acked INTEGER NOT NULL,
    PRIMARY KEY (user_id, urgent, at_ms, source_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notices_open ON notices (user_id, source_id, seq) WHERE urgent = 1 AND acked = 0;
  -- Everything said up to there is known to the person.
  CREATE TABLE notice_people (user_id TEXT PRIMARY KEY, through_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE notice_devices (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- The endpoint or url.
    address TEXT NOT NULL,
    way TEXT NOT NULL,
    shows_text INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    last_taken_at_ms INTEGER NOT NULL,
    last_failure TEXT NOT NULL
  ) STRICT;
  CREATE INDEX notice_devices_user ON notice_devices (user_id);
  CREATE UNIQUE INDEX notice_devices_address ON notice_devices (address, kind, user_id);
  -- One row a source and device: the place that later messages of a channel take over from earlier ones.
  CREATE TABLE notice_outbox (
    source_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    -- Empty: something is new; else why what the device shows is taken back: read or deleted.
    taken_back TEXT NOT NULL,
    due_at_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (source_id, device_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notice_outbox_due ON notice_outbox (due_at_ms);
  CREATE INDEX notice_outbox_device ON notice_outbox (device_id);
  -- The last message that a device was told of, until that is taken back.
  CREATE TABLE notice_shown (
    source_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    PRIMARY KEY (source_id, device_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notice_shown_device ON notice_shown (device_id);
  CREATE TABLE notice_deliveries (
    user_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    result TEXT NOT NULL,
    device_label TEXT NOT NULL,
    said_at_ms INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (user_id, source_id, seq, device_id, result)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notice_deliveries_age ON notice_deliveries (said_at_ms);
  CREATE TABLE notice_hand_overs (
    source_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    target TEXT NOT NULL,
    user_ids TEXT NOT NULL,
    -- NULL: it was taken.
    due_at_ms INTEGER,
    attempts INTEGER NOT NULL,
    taken_at_ms INTEGER,
    detail TEXT NOT NULL,
    PRIMARY KEY (source_id, seq, part)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notice_hand_overs_due ON notice_hand_overs (due_at_ms) WHERE due_at_ms IS NOT NULL;
  CREATE INDEX notice_hand_overs_age ON notice_hand_overs (at_ms) WHERE due_at_ms IS NULL;
  CREATE TABLE notice_preferences (
    user_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    level TEXT NOT NULL,
    muted_until_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, channel_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notice_preferences_channel ON notice_preferences (channel_id, level, user_id);
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
