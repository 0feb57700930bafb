// What docs/protocols.md tells to type is typed, in its order and by its own command; no RPC, flag or reason is wrong there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { DescService } from "@bufbuild/protobuf";
import { configOptions, loadConfig } from "../../src/config.ts";
import { gRPCRouteFuncs } from "../../src/gen/compat/agg_funcs/agg_funcs_pb.ts";
import { HelloService } from "../../src/gen/compat/agg_funcs/hello_pb.ts";
import { ChatServer } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import { Agent, Channel, Heartbeat, Lobby } from "../../src/gen/compat/chatting/chatting_pb.ts";
import { ChatService } from "../../src/gen/compat/notification/chat_service_pb.ts";
import { NotificationService } from "../../src/gen/compat/notification/notification_pb.ts";
import { RouteGuide } from "../../src/gen/compat/route_guide/route_guide_pb.ts";
import { freePort } from "../support/free-port.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually, RunningCommand } from "../support/running-command.ts";

const root = new URL("../../", import.meta.url).pathname;
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");
const text = read("docs/protocols.md");
const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, code = ""]) => code.trim().split("\n"));
const chatting = [Agent, Heartbeat, Lobby, Channel];
const others = [ChatServer, gRPCRouteFuncs, HelloService, RouteGuide, NotificationService, ChatService];
const services: readonly DescService[] = [...chatting, ...others];

const isDefinition = /^call\(\) \{ (.*) "\$@"; \}$/;
const tool = lines.flatMap((line) => isDefinition.exec(line)?.[1] ?? [])[0] ?? "";
const endless = /\/(ChatStream|TryHeartbeat|TryChatReceive|TryStatusRequest)$/;

/** A line that calls, and what comes back by the lines behind it. */
interface Said {
  readonly call: string;
  readonly answers: string[];
}

const all: Said[] = [];
for (const line of lines) {
  if (line.startsWith("call -") || line.startsWith("call h"))
    all.push({ call: line.slice("call ".length), answers: [] });
  else if (line.startsWith("# ")) all.at(-1)?.answers.push(line.slice("# ".length));
}

let madang: MadangProcess;
let channelPort: number;
const started: RunningCommand[] = [];

before(async () => {
  channelPort = await freePort();
  madang = await MadangProcess.start("--channel-ports", String(channelPort));
});

after(async () => {
  // With the server their streams end, which reaches what a wrapper started too.
  await madang.remove();
  await Promise.all(started.map(({ ended }) => ended));
});

/** Elsewhere than a Madang that may run beside us: all older ports are one here. */
function here(told: string): string {
  const port = /\d+$/.exec(madang.address)?.[0] ?? "";
  return told.replaceAll(/\b(50050|50051|50052|4321|11912)\b/g, port).replaceAll(/\b50054\b/g, String(channelPort));
}

/** The answers of a tool that lays each out over lines, each as one line. */
function answersIn(stdout: string): unknown[] {
  return stdout
    .split(/^(?=\{)/m)
    .filter((answer) => /^(\{\}|\})$/m.test(answer))
    .map((answer) => JSON.parse(answer));
}

/** Whether it is what was told; "…" stands for any text. */
function isTold(seen: unknown, told: string): boolean {
  const expected: unknown = JSON.parse(told, (key, value) =>
    value === "…" ? (seen as Record<string, unknown>)[key] : value,
  );
  return isDeepStrictEqual(seen, expected);
}

for (const { call, answers } of all) {
  test(`call ${call}`, async () => {
    const running = new RunningCommand("sh", ["-c", here(`exec ${tool} ${call}`)], { cwd: root, env: process.env });
    started.push(running);
    const seen = () => answersIn(running.stdout);
    if (endless.test(call)) {
      await eventually(
        () => seen().length >= answers.length,
        10_000,
        () => running.screen(),
      );
    } else assert.equal(await running.ended, 0, running.screen());
    assert.equal(seen().length, answers.length, running.screen());
    for (const [i, told] of answers.entries()) assert.ok(isTold(seen()[i], here(told)), running.screen());
  });
}

test("something of every service is called", () => {
  const uncalled = services.filter(({ typeName }) => !all.some(({ call }) => call.includes(`/${typeName}/`)));
  assert.deepEqual(
    uncalled.map(({ typeName }) => typeName),
    [],
  );
});

test("every other line of its blocks starts Madang with settings that there are", () => {
  const starts = lines.filter((line) => !/^(call |# )/.test(line) && !isDefinition.test(line));
  assert.ok(starts.length > 0);
  for (const line of starts) {
    const [, flags = ""] = /^npm start -- (.*)$/.exec(line) ?? assert.fail(line);
    loadConfig(flags.split(" "), {}, root);
  }
});

test("every RPC of the older contracts has its row, and every row an RPC", () => {
  const rows = [...text.matchAll(/^\| `(\/[\w.]+\/\w+)` \|/gm)].map(([, path]) => path);
  const paths = services.flatMap(({ typeName, methods }) => methods.map(({ name }) => `/${typeName}/${name}`));
  assert.equal(rows.length, paths.length);
  assert.deepEqual(new Set(rows), new Set(paths));
});

test("every flag that it names is a setting", () => {
  const known = new Set([...configOptions().map(({ long }) => long), "--agent", "--name"]);
  const named = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);
  const options = new Set(tool.split(" "));
  assert.deepEqual(
    named.filter((flag) => !known.has(flag) && !options.has(flag)),
    [],
  );
});

test("every reason in its table of errors is one of ours", () => {
  const [, table = ""] = text.split("\n## Errors\n");
  const reasons = [...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, reason]) => reason);
  const known = read("docs/errors.md");
  assert.ok(reasons.length > 5);
  assert.deepEqual(
    reasons.filter((reason) => !known.includes(`| \`${reason}\` |`)),
    [],
  );
});
