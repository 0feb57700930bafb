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
];
