// The tables of the CQL store, as steps from one version to the next; a store of a newer release is refused.
import { type Cql, CqlError } from "./cql.ts";
import { logTables } from "./log-tables.ts";
import { noticeTables } from "./notice-tables.ts";
import { peopleTables } from "./people-tables.ts";

/** How copies of rows are spread: a single node for trying out, several data centres for a company. */
export interface Replication {
  readonly localDataCenter: string;
  readonly copies: number;
}

/** Steps of statements, each safe to run again: two who migrate at once do the same. */
const steps: readonly (readonly string[])[] = [[...peopleTables, ...logTables, ...noticeTables]];

/** The version that this release writes. */
export const schemaVersion = steps.length;

/** Makes the keyspace if it is not there. */
export async function makeKeyspace(cql: Cql, keyspace: string, replication: Replication): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(keyspace))
    throw new CqlError(`A keyspace is 1 to 48 of a-z, 0-9 and _, with a letter first: "${keyspace}" is not.`);
  const { localDataCenter, copies } = replication;
  const spread = `{'class': 'NetworkTopologyStrategy', '${localDataCenter.replaceAll("'", "''")}': ${copies}}`;
  await cql.define(`CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = ${spread} AND durable_writes = true`);
}

/** Brings the keyspace's tables to this release's version; does nothing if they are. Rejects with CqlError if they are newer. */
export async function migrate(cql: Cql, onStep: (version: number) => void = () => undefined): Promise<void> {
  await cql.define("CREATE TABLE IF NOT EXISTS versions (what text PRIMARY KEY, version int)");
  const from = await versionOf(cql);
  if (from > schemaVersion) throw newer(from);
  for (let version = from + 1; version <= schemaVersion; version++) {
    for (const statement of steps[version - 1] ?? []) await cql.define(statement);
    await raise(cql, version);
    onStep(version);
  }
}

/** Rejects with CqlError unless the tables are those of this release. */
export async function requireSchema(cql: Cql): Promise<void> {
  const version = await versionOf(cql).catch((failure: unknown) => {
    if (isMissingTable(failure)) return 0;
    throw failure;
  });
  if (version > schemaVersion) throw newer(version);
  if (version < schemaVersion)
    throw new CqlError("The CQL store's tables are of an older release, or missing: run madang admin migrate.");
}

async function versionOf(cql: Cql): Promise<number> {
  const found = await cql.one<{ version: number }>("SELECT version FROM versions WHERE what = 'schema'");
  return found?.version ?? 0;
}

// Two may migrate at once: the version never goes back.
async function raise(cql: Cql, version: number): Promise<void> {
  const insert = "INSERT INTO versions (what, version) VALUES ('schema', ?) IF NOT EXISTS";
  if (!(await cql.compare(insert, version))) return;
  await cql.compare("UPDATE versions SET version = ? WHERE what = 'schema' IF version < ?", version, version);
}

function isMissingTable(failure: unknown): boolean {
  const { cause } = failure as { cause?: unknown };
  return cause instanceof Error && /unconfigured table|does not exist/i.test(cause.message);
}

function newer(version: number): CqlError {
  return new CqlError(
    `The CQL store was written by a newer Madang (version ${version}, this one knows ${schemaVersion}): start that one.`,
  );
}
