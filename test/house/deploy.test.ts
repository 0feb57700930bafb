// Keeps deploy/ to what the program knows: nothing here can run it, so what can be read is read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { Command } from "commander";
import { addMigrateCommand } from "../../src/admin/migrate-command.ts";
import { loadConfig } from "../../src/config.ts";

const compose = readFileSync("deploy/compose.yaml", "utf8");
const dockerfile = readFileSync("deploy/Dockerfile", "utf8");

interface Process {
  readonly name: string;
  readonly argv: readonly string[];
}

const processes = processesIn(compose);
const servers = processes.filter(({ argv }) => argv[0] === "serve");
const environment = Object.fromEntries(
  [...compose.matchAll(/^ {4}(MADANG_\w+): "?([^"\n]*)"?$/gm)].map(([, name, value]) => [name, value]),
);

test("every process of the compose file takes its flags and its environment", () => {
  assert.notEqual(servers.length, 0);
  for (const { name, argv } of servers) {
    const config = loadConfig(argv.slice(1), environment, tmpdir());
    assert.deepEqual(config.kafka, ["kafka:9092"], name);
    assert.deepEqual(config.cql, ["scylla:9042"], name);
  }
});

test("every variable that the compose file and the image set is a setting", () => {
  const documented = readFileSync("docs/config.md", "utf8");
  const named = [...(compose + dockerfile).matchAll(/\b(MADANG_[A-Z_]+)\b/g)].map((match) => match[1] ?? "");
  assert.deepEqual(
    named.filter((name) => !documented.includes(`\`${name}\``)),
    [],
  );
});

test("each process is reached by the others under a name of its own", () => {
  for (const { name, argv } of servers) {
    const [place] = loadConfig(argv.slice(1), environment, tmpdir()).nodeListen;
    assert.equal(place?.host, name);
  }
});

test("every service of a fleet has a process, and channels have two", () => {
  const count = (service: string) =>
    servers.filter(({ name, argv }) => name.startsWith(service) && flag(argv, "--services").includes(service)).length;
  const services = ["agent", "heartbeat", "lobby", "channel", "notification", "gateway", "doors"];
  assert.deepEqual(services.map(count), [1, 1, 1, 2, 1, 1, 1]);
});

test("the image asks /readyz, which a gateway answers: every process is one", () => {
  assert.match(dockerfile, /^HEALTHCHECK [^]*?\/readyz/m);
  for (const { name, argv } of servers) assert.ok(flag(argv, "--services").includes("gateway"), name);
});

test("what makes the tables knows the flags that it is given", () => {
  const admin = new Command();
  addMigrateCommand(admin);
  const known = admin.commands[0]?.options.map(({ long }) => long);
  const [migrate] = processes.filter(({ argv }) => argv[0] === "admin");
  const flags = migrate?.argv.filter((word) => word.startsWith("--")) ?? [];
  assert.ok(flags.length > 0);
  assert.deepEqual(
    flags.filter((each) => !known?.includes(each)),
    [],
  );
});

test("only this machine reaches what the compose file publishes", () => {
  const published = [...compose.matchAll(/^ {6}- "([\d.:-]+)"$/gm)].map((match) => match[1] ?? "");
  assert.notEqual(published.length, 0);
  assert.deepEqual(
    published.filter((port) => !port.startsWith("127.0.0.1:")),
    [],
  );
});

test("the image runs as somebody who is not root, and is built by commands that there are", () => {
  assert.match(dockerfile.slice(dockerfile.lastIndexOf("\nFROM ")), /^USER node$/m);
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const named = [...dockerfile.matchAll(/npm run (\S+)/g)].map((match) => match[1] ?? "");
  assert.deepEqual(
    named.map((name) => name in scripts),
    [true],
  );
});

/** Processes of ours: those whose command stands in one line, and which no image of somebody else runs. */
function processesIn(text: string): Process[] {
  const blocks = text.slice(text.indexOf("\nservices:")).split(/\n(?= {2}[\w-]+:\n)/);
  return blocks.flatMap((block) => {
    const name = /^ {2}([\w-]+):/.exec(block)?.[1];
    const command = /^ {4}command: (\[.*\])$/m.exec(block)?.[1];
    if (name === undefined || command === undefined || !block.includes("<<: *madang")) return [];
    return [{ name, argv: JSON.parse(command) as string[] }];
  });
}

function flag(argv: readonly string[], name: string): string[] {
  return argv[argv.indexOf(name) + 1]?.split(",") ?? [];
}
