// What gRPC's own Python libraries see of a Madang: reflection, health, errors with reasons, and that garbage kills nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { MadangProcess } from "../support/madang-process.ts";
import { missingTool } from "../support/require-tool.ts";

interface Observation {
  readonly what: string;
  readonly services?: string[];
  readonly statuses?: string[];
  readonly code?: string;
  readonly reason?: string;
  readonly domain?: string;
  readonly sentence?: string;
}

const longestMs = 60_000;

const chat = ["agent", "channel", "heartbeat", "lobby"].map(
  (name) => `madang.${name}.v1.${(name[0] ?? "").toUpperCase()}${name.slice(1)}Service`,
);

const reflected = [
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
  ...chat,
];

const refusals = {
  "no token": "UNAUTHENTICATED SIGN_IN_FIRST",
  "another's token": "UNAUTHENTICATED SESSION_ENDED",
  "no text": "INVALID_ARGUMENT TEXT_EMPTY",
  "a long text": "INVALID_ARGUMENT TEXT_TOO_LONG",
  "a control character": "INVALID_ARGUMENT TEXT_CONTROL",
  "an odd id": "INVALID_ARGUMENT ID_INVALID",
  "a used id": "ALREADY_EXISTS ID_REUSED",
  "an unknown channel": "NOT_FOUND CHANNEL_NOT_FOUND",
  "an answer to nothing": "NOT_FOUND MESSAGE_NOT_FOUND",
  "a huge page": "INVALID_ARGUMENT PAGE_SIZE",
  "read beyond the end": "OUT_OF_RANGE BEYOND_END",
  "a long name": "INVALID_ARGUMENT NAME_TOO_LONG",
  "an odd name": "INVALID_ARGUMENT NAME_INVALID",
  "an unknown person": "UNAUTHENTICATED WRONG_PASSWORD",
  "a token of a host": "FAILED_PRECONDITION TOKENS_OFF",
  "an unknown service": "NOT_FOUND SERVICE_UNKNOWN",
};

const unreadable = {
  "invalid UTF-8": "INVALID_ARGUMENT ARGUMENT_INVALID",
  garbage: "INVALID_ARGUMENT ARGUMENT_INVALID",
  "garbage to a stream": "INVALID_ARGUMENT ARGUMENT_INVALID",
  "garbage in a stream": "INVALID_ARGUMENT ARGUMENT_INVALID",
  "more than 4 MiB": "INVALID_ARGUMENT ARGUMENT_INVALID",
  "an unknown method": "UNIMPLEMENTED undefined",
};

test("to gRPC's Python libraries a Madang", missingTool("python"), async (t) => {
  const seen = await observe(t);

  for (const version of ["v1", "v1alpha"]) {
    await t.test(`lists its services by reflection ${version}`, () => {
      const { services = [] } = seen(`reflection ${version}`);
      assert.deepEqual(
        reflected.filter((name) => !services.includes(name)),
        [],
      );
    });
  }

  await t.test("describes a method so well that it can be called without its .proto file", () => {
    const { services = [] } = seen("call by reflection");
    assert.deepEqual(
      chat.filter((name) => !services.includes(name)),
      [],
    );
  });

  await t.test("says that it serves, as a whole and service by service", () => {
    for (const service of ["", "madang.channel.v1.ChannelService"]) {
      assert.deepEqual(seen(`health ${service}`).statuses, ["SERVING", "SERVING"]);
    }
  });

  for (const [what, answer] of Object.entries(refusals)) {
    await t.test(`refuses ${what} with ${answer}`, () => {
      const { code, reason, domain, sentence = "" } = seen(what);
      assert.equal(`${code} ${reason}`, answer);
      assert.equal(domain, "madang");
      assert.match(sentence, /\w{3}/);
      assert.ok(readFileSync("docs/errors.md", "utf8").includes(`\`${reason}\``), `${reason} is documented`);
    });
  }

  for (const [what, answer] of Object.entries(unreadable)) {
    await t.test(`refuses ${what} with ${answer}, and lives on`, () => {
      const { code, reason } = seen(what);
      assert.equal(`${code} ${reason}`, answer);
      assert.equal(seen(`after ${what}`).code, "OK");
    });
  }
});

/** Resolves to what was seen of a new Madang; asking for what was not tried throws. */
async function observe(t: TestContext): Promise<(what: string) => Observation> {
  const madang = await MadangProcess.start();
  t.after(() => madang.remove());
  // A proxy of the environment is for the world outside.
  const env = { ...process.env, no_proxy: "127.0.0.1" };
  const options = { timeout: longestMs, env };
  const { stdout } = await promisify(execFile)("python3", ["test/interop/observe.py", madang.address], options);
  const observations = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Observation);
  return (what) => {
    const found = observations.find((observation) => observation.what === what);
    assert.ok(found, `${what} was not tried`);
    return found;
  };
}
