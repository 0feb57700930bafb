// The tables that the log's owners write, all of it stamped by events, and those that say who owns what.

/**
 * Statements that make them. What an older event writes late must change nothing, so rows are overwritten and never
 * deleted: `present` says whether there is something.
 */
export const logTables: readonly string[] = [
  // What is true of the store as a whole, e.g. its epoch.
  "CREATE TABLE IF NOT EXISTS store_claims (what text PRIMARY KEY, value bigint)",
  "CREATE TABLE IF NOT EXISTS gen_claims (partition int PRIMARY KEY, gen bigint)",
  // The nodes that there are, for as long as they say so.
  "CREATE TABLE IF NOT EXISTS nodes (address text PRIMARY KEY, node_id text, services list<text>, version text)",
  // Where the owner of a partition is, stamped by its gen: for who looks for it; the log decides.
  "CREATE TABLE IF NOT EXISTS owners (partition int PRIMARY KEY, gen bigint, address text)",
  // How far a partition needs not be folded again, for each gen of its owners.
  `CREATE TABLE IF NOT EXISTS positions (partition int, gen bigint, position_gen bigint, position_n bigint,
    log_offset bigint, PRIMARY KEY (partition, gen)) WITH CLUSTERING ORDER BY (gen DESC)`,
  // What stands before not_before is read, for what counts depends on it, and not given.
  `CREATE TABLE IF NOT EXISTS feed_positions (reader text, partition int, position_gen bigint, position_n bigint,
    log_offset bigint, not_before bigint, PRIMARY KEY (reader, partition))`,
  // A channel's events, in parts so that none grows without end.
  `CREATE TABLE IF NOT EXISTS events (channel_id text, part int, seq bigint, gen bigint, n bigint, at_ms bigint,
    messages bigint, actor_id text, client_id text, kind int, target bigint, mentions frozen<list<text>>, bytes blob,
    PRIMARY KEY ((channel_id, part), seq))`,
  `CREATE TABLE IF NOT EXISTS sends (channel_id text, actor_id text, client_id text, seq bigint, digest blob,
    PRIMARY KEY ((channel_id, actor_id, client_id)))`,
  // One partition a channel: what it is stands beside its members, so that both are read as of one moment. The row of
  // nobody ('') is always there.
  `CREATE TABLE IF NOT EXISTS channels (channel_id text, user_id text, kind int static, name text static,
    topic text static, archived boolean static, members int static, owners int static, derived_seq bigint static,
    messages bigint static, member_name text, role int, banned boolean, joined_seq bigint, present boolean,
    PRIMARY KEY (channel_id, user_id))`,
  "CREATE TABLE IF NOT EXISTS channel_ids (bucket int, id text, kind int, PRIMARY KEY (bucket, id))",
  `CREATE TABLE IF NOT EXISTS user_channels (user_id text, channel_id text, present boolean,
    PRIMARY KEY (user_id, channel_id))`,
  `CREATE TABLE IF NOT EXISTS heads (partition int, channel_id text, seq bigint, messages bigint,
    PRIMARY KEY (partition, channel_id))`,
  // Only messages that are no longer what their event says; the seqs of their edits.
  `CREATE TABLE IF NOT EXISTS message_changes (channel_id text, part int, seq bigint, text text,
    mentions frozen<list<text>>, edited_at_ms bigint, deleted boolean, edits set<bigint>,
    PRIMARY KEY ((channel_id, part), seq))`,
  `CREATE TABLE IF NOT EXISTS reactions (channel_id text, part int, seq bigint, emoji text, user_id text, at_seq bigint,
    present boolean, PRIMARY KEY ((channel_id, part), seq, emoji, user_id))`,
  `CREATE TABLE IF NOT EXISTS mentions (user_id text, channel_id text, seq bigint, present boolean,
    PRIMARY KEY ((user_id, channel_id), seq))`,
  // Stamped by seq: the highest wins.
  `CREATE TABLE IF NOT EXISTS reads (user_id text, channel_id text, seq bigint, messages bigint,
    PRIMARY KEY (user_id, channel_id))`,
];
