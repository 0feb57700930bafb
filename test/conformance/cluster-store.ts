// A store of the cluster backend's tests: a keyspace of the process's own and a topic of the test's, on real engines.
import { Admin } from "@platformatic/kafka";
import { Cql } from "../../src/backends/cluster/cql.ts";
import { makeKeyspace, migrate } from "../../src/backends/cluster/schema.ts";
import { dataCentre, ownName, sharedEngines } from "../support/engines.ts";

/** Where a store is; all of it can be told to another process. */
export interface ClusterPlace {
  readonly kafka: string;
  readonly topic: string;
  readonly cql: string;
  readonly keyspace: string;
}

/** How many partitions a topic has. */
export const partitions = 4;
/** All of them. */
export const allPartitions: readonly number[] = Array.from({ length: partitions }, (_, partition) => partition);

let keyspace: Promise<string> | undefined;

/** Starts the engines and makes the tables, once a process: before the first test, since it takes a while. */
export async function prepareStore(): Promise<void> {
  const { cql } = await sharedEngines();
  keyspace ??= makeTables(cql);
  await keyspace;
}

/** Takes the tables away again: the engines serve many such processes. */
export async function dropTables(): Promise<void> {
  const root = await Cql.open({
    contactPoints: [(await sharedEngines()).cql],
    keyspace: "",
    localDataCenter: dataCentre,
  });
  await root.define(`DROP KEYSPACE IF EXISTS ${await keyspace}`);
  await root.close();
}

/** A fresh and empty store. */
export async function freshStore(): Promise<ClusterPlace> {
  await prepareStore();
  const { kafka, cql } = await sharedEngines();
  const place = { kafka, cql, topic: ownName("log"), keyspace: (await keyspace) as string };
  await Promise.all([emptyTables(place), withAdmin(place, (admin) => makeTopic(admin, place.topic))]);
  return place;
}

/** Takes away what is a test's own. */
export async function dropStore(place: ClusterPlace): Promise<void> {
  await withAdmin(place, (admin) => admin.deleteTopics({ topics: [place.topic] }));
}

/** A connection to the store, or to another address of it. */
export function connect({ cql, keyspace: name }: ClusterPlace, address = cql): Promise<Cql> {
  return Cql.open({ contactPoints: [address], keyspace: name, localDataCenter: dataCentre });
}

async function makeTopic(admin: Admin, topic: string): Promise<void> {
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
}

async function withAdmin({ kafka }: ClusterPlace, act: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = new Admin({ clientId: "madang-test", bootstrapBrokers: [kafka] });
  try {
    await act(admin);
  } finally {
    await admin.close();
  }
}

async function makeTables(address: string): Promise<string> {
  const name = ownName("madang").toLowerCase();
  const root = await Cql.open({ contactPoints: [address], keyspace: "", localDataCenter: dataCentre });
  await makeKeyspace(root, name, { localDataCenter: dataCentre, copies: 1 });
  await root.close();
  const cql = await Cql.open({ contactPoints: [address], keyspace: name, localDataCenter: dataCentre });
  await migrate(cql);
  await cql.close();
  return name;
}

async function emptyTables(place: ClusterPlace): Promise<void> {
  const cql = await connect(place);
  const query = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?";
  const tables = await cql.all<{ table_name: string }>(query, place.keyspace);
  const empty = async ({ table_name }: { table_name: string }) => {
    if (table_name === "versions") return;
    if (await cql.one(`SELECT * FROM ${table_name} LIMIT 1`)) await cql.define(`TRUNCATE ${table_name}`);
  };
  await Promise.all(tables.map(empty));
  await cql.close();
}
