// Real engines, as tests get them: what was written outlives kill -9, and nothing outlives who started them.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Admin, Producer } from "@platformatic/kafka";
import { Client } from "cassandra-driver";
import { dataCentre, ownName, startCassandra, startKafka } from "../support/engines.ts";
import { missingTool } from "../support/require-tool.ts";
import { eventually } from "../support/running-command.ts";

const support = new URL("../support/engines.ts", import.meta.url).href;
const startWithinMs = 240_000;

describe("real engines", { ...missingTool("java"), concurrency: false }, () => {
  test("Kafka keeps what it acknowledged over kill -9, and answers again after a pause", async (t) => {
    const kafka = await startKafka();
    after(() => kafka.stop());
    const client = { clientId: "test", bootstrapBrokers: [kafka.address], requestTimeout: 30_000 };
    const admin = new Admin(client);
    const producer = new Producer(client);
    t.after(() => Promise.all([admin.close(), producer.close()]));
    const topic = ownName("kept");
    await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 });
    const say = (): Promise<unknown> =>
      producer.send({ acks: -1, messages: [{ topic, partition: 0, value: Buffer.from("kept") }] });

    await say();
    await kafka.kill();
    assert.equal(kafka.pid, 0);
    await kafka.restart();
    await say();
    kafka.pause();
    const waiting = say();
    kafka.resume();
    await waiting;

    const ends = await admin.listOffsets({
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -1n }] }],
    });
    assert.equal(ends[0]?.partitions[0]?.offset, 3n);
    await kafka.stop();
    assert.equal(existsSync(kafka.folder), false);
  });

  test("Cassandra that syncs each batch keeps what it acknowledged over kill -9", async () => {
    const cassandra = await startCassandra({ commitlogSync: "batch" });
    after(() => cassandra.stop());
    const keyspace = ownName("kept");
    await asking(cassandra.address, async (cql) => {
      const replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}";
      await cql.execute(`CREATE KEYSPACE ${keyspace} WITH replication = ${replication}`);
      await cql.execute(`CREATE TABLE ${keyspace}.lines (id int PRIMARY KEY)`);
      for (let id = 0; id < 100; id++) {
        await cql.execute(`INSERT INTO ${keyspace}.lines (id) VALUES (?)`, [id], { prepare: true });
      }
    });

    await cassandra.kill();
    await cassandra.restart();

    await asking(cassandra.address, async (cql) => {
      const { rowLength } = await cql.execute(`SELECT id FROM ${keyspace}.lines`);
      assert.equal(rowLength, 100);
    });
    await cassandra.stop();
    assert.equal(existsSync(cassandra.folder), false);
  });

  test("an engine ends with its program, also when that is killed, and its folder is removed", async () => {
    const program = startProgram(`
      const kafka = await startKafka();
      console.log(JSON.stringify({ pids: [kafka.pid], folder: kafka.folder }));
      setInterval(() => {}, 1000);`);
    const { pids, folder } = await firstLine(program);
    program.kill("SIGKILL");
    await gone(pids);
    await eventually(
      () => !existsSync(folder),
      20_000,
      () => `${folder} is still there`,
    );
  });

  test("programs share one pair, which ends when the last of them was killed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "madang-shared-"));
    const words = `console.log(JSON.stringify(await sharedEngines(${JSON.stringify(folder)})));
      setInterval(() => {}, 1000);`;
    const programs = [startProgram(words), startProgram(words)];
    const [mine, theirs] = await Promise.all(programs.map(firstLine));
    assert.deepEqual(mine, theirs);
    for (const program of programs) program.kill("SIGKILL");
    await gone(mine?.pids ?? []);
    rmSync(folder, { recursive: true });
  });
});

function startProgram(words: string): ChildProcess {
  const text = `import { sharedEngines, startKafka } from ${JSON.stringify(support)};\n${words}`;
  const program = spawn(process.execPath, ["--input-type=module-typescript", "-e", text], {
    env: { ...process.env, MADANG_ENGINES_LINGER_MS: "1000" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  after(() => program.kill("SIGKILL"));
  return program;
}

type Said = { pids: number[]; folder: string };

async function firstLine(program: ChildProcess): Promise<Said> {
  let text = "";
  program.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  await eventually(
    () => text.includes("\n"),
    startWithinMs,
    () => `it said: ${text}`,
  );
  return JSON.parse(text);
}

async function gone(pids: readonly number[]): Promise<void> {
  assert.notEqual(pids.length, 0);
  await eventually(
    () => !pids.some(isAlive),
    60_000,
    () => `of ${pids.join(", ")} some are still there`,
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function asking(address: string, ask: (cql: Client) => Promise<void>): Promise<void> {
  const socketOptions = { readTimeout: 30_000 };
  const cql = new Client({ contactPoints: [address], localDataCenter: dataCentre, socketOptions });
  try {
    await ask(cql);
  } finally {
    await cql.shutdown();
  }
}
