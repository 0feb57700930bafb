// The tables of what people are told: requests of other services, inboxes, devices and what is on its way to them.

/** Statements that make them. Those whose names end in _claims are written by lightweight transactions only. */
export const noticeTables: readonly string[] = [
  // What other services asked to tell. Of rows of one id the first one counts: who kept it again elsewhere may not have
  // seen the other.
  `CREATE TABLE IF NOT EXISTS notification_requests (id text, since_ms bigint, writer text, source text, room_id text,
    message text, at_ms bigint, PRIMARY KEY (id, since_ms, writer))`,
  // Who ever wrote notifications: see notification-writer.ts.
  `CREATE TABLE IF NOT EXISTS notification_writers (shard int, since_ms bigint, writer text,
    PRIMARY KEY (shard, since_ms, writer))`,
  // The people of requests, some of them in a row, in the order in which one writer wrote them.
  `CREATE TABLE IF NOT EXISTS notifications (writer text, no bigint, request_id text, at_ms bigint, bytes int,
    user_ids frozen<list<text>>, PRIMARY KEY (writer, no))`,
  // Where the people of a request are; written before they are, so there may be nothing at a place.
  `CREATE TABLE IF NOT EXISTS notification_places (request_id text, writer text, no bigint,
    PRIMARY KEY (request_id, writer, no))`,
  // Before which time everything is forgotten, stamped by that time: the latest wins.
  "CREATE TABLE IF NOT EXISTS notification_marks (what text PRIMARY KEY, at_ms bigint)",
  // Whether a message was decided on, who is not told of it (JSON), and who is told that has devices; very many people
  // are more parts. Of part 0: whether all parts are kept.
  `CREATE TABLE IF NOT EXISTS notice_decisions (source_id text, bucket int, seq bigint, part int, at_ms bigint,
    decided_at_ms bigint, complete boolean, silent text, told set<text>, PRIMARY KEY ((source_id, bucket), seq, part))`,
  // Inboxes, what is urgent apart, so that mentions are found among thousands of other messages.
  `CREATE TABLE IF NOT EXISTS notices (user_id text, urgent int, at_ms bigint, source_id text, seq bigint, reason int,
    decided_at_ms bigint, acked boolean, PRIMARY KEY ((user_id, urgent), at_ms, source_id, seq))
    WITH CLUSTERING ORDER BY (at_ms DESC, source_id DESC, seq DESC)`,
  // Everything said up to there is known to the person, stamped by that time: the latest wins.
  "CREATE TABLE IF NOT EXISTS notice_people (user_id text PRIMARY KEY, through_ms bigint)",
  `CREATE TABLE IF NOT EXISTS notice_devices (user_id text, id text, no int, session_id text, label text, kind text,
    address text, way text, shows_text boolean, created_at_ms bigint, last_taken_at_ms bigint, last_failure text,
    PRIMARY KEY (user_id, id))`,
  "CREATE TABLE IF NOT EXISTS notice_device_ids (id text PRIMARY KEY, user_id text)",
  `CREATE TABLE IF NOT EXISTS notice_addresses (kind text, address text, user_id text, device_id text,
    PRIMARY KEY ((kind, address), user_id))`,
  // What waits for a device and what it shows, of each source: see notice-place.ts.
  `CREATE TABLE IF NOT EXISTS notice_places (user_id text, device_id text, source_id text, told_seq bigint,
    told_at_ms bigint, told_reason int, told_due_ms bigint, urgent_seq bigint, urgent_reason int, over_seq bigint,
    shown_seq bigint, shown_at_ms bigint, shown_reason int, back_seq bigint, back_at_ms bigint, gone_seq bigint,
    gone_why text, gone_at_ms bigint, hidden_seq bigint, try_seq bigint, attempts int, retry_at_ms bigint,
    wait_seq bigint, wait_until_ms bigint, PRIMARY KEY (user_id, device_id, source_id))`,
  // When to look at what waits: whole minutes are dropped, never rows. See notice-due.ts.
  `CREATE TABLE IF NOT EXISTS notice_due (shard text, minute bigint, what text, due_ms bigint,
    PRIMARY KEY ((shard, minute), what))`,
  "CREATE TABLE IF NOT EXISTS notice_minutes (shard text, minute bigint, due_ms bigint, PRIMARY KEY (shard, minute))",
  `CREATE TABLE IF NOT EXISTS notice_deliveries (user_id text, source_id text, seq bigint, device_id text, result text,
    device_label text, said_at_ms bigint, at_ms bigint, detail text,
    PRIMARY KEY ((user_id, source_id), seq, device_id, result))`,
  `CREATE TABLE IF NOT EXISTS notice_hand_overs (source_id text, seq bigint, part int, at_ms bigint, target text,
    user_ids frozen<list<text>>, due_at_ms bigint, attempts int, retry_at_ms bigint, taken_at_ms bigint, detail text,
    PRIMARY KEY ((source_id, seq), part))`,
  `CREATE TABLE IF NOT EXISTS notice_preferences (user_id text, channel_id text, level text, muted_until_ms bigint,
    PRIMARY KEY (user_id, channel_id))`,
  "CREATE TABLE IF NOT EXISTS notice_want_all (channel_id text, user_id text, PRIMARY KEY (channel_id, user_id))",
  "CREATE TABLE IF NOT EXISTS secret_claims (name text PRIMARY KEY, value text)",
];
