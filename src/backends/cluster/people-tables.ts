// The tables of people, their sessions and numbers.

/** Statements that make them. Those whose names end in _claims, and sessions, are written by lightweight transactions only. */
export const peopleTables: readonly string[] = [
  // Who holds a name of people or channels, a guest's token, an identity at the host program.
  "CREATE TABLE IF NOT EXISTS name_claims (what text PRIMARY KEY, holder text, at_ms bigint)",
  `CREATE TABLE IF NOT EXISTS users (id text PRIMARY KEY, name text, name_key text, kind text, password_hash text,
    guest_hash text, hosted_id text, profile blob, suspended boolean, created_at_ms bigint)`,
  // All ids in order, in a few partitions, for the operator and for sweeps.
  "CREATE TABLE IF NOT EXISTS user_ids (bucket int, id text, PRIMARY KEY (bucket, id))",
  // When a session of theirs last ended.
  "CREATE TABLE IF NOT EXISTS users_left (id text PRIMARY KEY, at_ms bigint)",
  `CREATE TABLE IF NOT EXISTS sessions (id text PRIMARY KEY, user_id text, access_hash text, access_expires_at_ms bigint,
    refresh_hash text, refresh_expires_at_ms bigint, created_at_ms bigint)`,
  // Which session a token may belong to: the session's row decides.
  "CREATE TABLE IF NOT EXISTS session_tokens (hash text PRIMARY KEY, session_id text)",
  "CREATE TABLE IF NOT EXISTS user_sessions (user_id text, session_id text, PRIMARY KEY (user_id, session_id))",
  "CREATE TABLE IF NOT EXISTS counter_claims (name text PRIMARY KEY, value bigint)",
  "CREATE TABLE IF NOT EXISTS number_claims (number bigint PRIMARY KEY, user_id text)",
  "CREATE TABLE IF NOT EXISTS numbers (user_id text PRIMARY KEY, number bigint)",
  "CREATE TABLE IF NOT EXISTS places (shard int, reader text, seq bigint, PRIMARY KEY (shard, reader))",
];
