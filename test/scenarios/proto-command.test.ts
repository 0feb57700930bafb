// `madang proto` on a machine that has no compilers: what it makes, what it says, what it refuses.
import assert from "node:assert/strict";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RunningCommand } from "../support/running-command.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "madang-proto-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

type Ended = { code: number | string; stdout: string; stderr: string };

/** Runs the command on a machine that has nothing but what lies in the folder "programs". */
async function proto(...args: string[]): Promise<Ended> {
  const env = { ...process.env, PATH: join(scratch, "programs") };
  const running = new RunningCommand(process.execPath, [program, "proto", ...args], { cwd: scratch, env });
  return { code: await running.ended, stdout: running.stdout, stderr: running.stderr };
}

test("without a compiler the contract and TypeScript are made, and of the others is said what would bring them", async () => {
  const { code, stdout, stderr } = await proto("--out", "all");
  assert.equal(code, 0);
  assert.match(stdout, /^proto: \d+ files in all\/proto\ntypescript: \d+ files in all\/typescript\n$/);
  assert.deepEqual(
    stderr
      .trimEnd()
      .split("\n")
      .map((line) => /^(\w+): not made\. .+: (.+)$/.exec(line)?.slice(1)),
    [
      ["python", "python3 -m pip install grpcio-tools"],
      [
        "go",
        "go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.11 && go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.0",
      ],
      ["java", "apt install maven (brew install maven)"],
    ],
  );
  const channel = "madang/channel/v1/channel.proto";
  assert.equal(readFileSync(join(scratch, "all/proto", channel), "utf8"), readFileSync(`proto/${channel}`, "utf8"));
  assert.ok(!existsSync(join(scratch, "all/python")));
});

test("every import of the TypeScript stubs is a file of theirs or their library", async () => {
  await proto("--out", "imports", "--lang", "typescript");
  const folder = join(scratch, "imports/typescript");
  for (const file of globSync("**/*.ts", { cwd: folder })) {
    for (const [, from = ""] of readFileSync(join(folder, file), "utf8").matchAll(/^import .* from "(.*)";/gm)) {
      const isThere = from.startsWith("@bufbuild/protobuf/") || from === "@bufbuild/protobuf";
      assert.ok(isThere || existsSync(join(folder, file, "..", from)), `${file} imports ${from}`);
    }
  }
});

test("a language that was named and cannot be made is exit code 1, and the others are made", async () => {
  const { code, stdout } = await proto("--out", "named", "--lang", "python,typescript", "--only", "madang");
  assert.equal(code, 1);
  assert.match(stdout, /^typescript: /m);
  assert.ok(existsSync(join(scratch, "named/typescript/madang/agent/v1/agent_pb.ts")));
});

test("--only leaves the other contract out", async () => {
  await proto("--out", "ours", "--lang", "typescript", "--only", "madang");
  await proto("--out", "theirs", "--lang", "typescript", "--only", "older");
  const inside = (out: string) => globSync("*/{madang,compat}/*", { cwd: join(scratch, out) }).toSorted();
  assert.deepEqual([...new Set(inside("ours").map((path) => path.split("/")[1]))], ["madang"]);
  assert.deepEqual([...new Set(inside("theirs").map((path) => path.split("/")[1]))], ["compat"]);
});

test("a compiler that fails is told in its own words, and leaves nothing behind", async (t) => {
  t.after(() => rmSync(join(scratch, "programs"), { recursive: true }));
  mkdirSync(join(scratch, "programs"));
  const failing = `[ "$1" = --version ] || { echo "\\033[1m[ERROR] no repository today\\033[0m"; echo "more"; exit 1; }`;
  writeFileSync(join(scratch, "programs/mvn"), `#!/bin/sh\n${failing}\n`, { mode: 0o755 });
  const { code, stderr } = await proto("--out", "failed", "--lang", "java");
  assert.equal(code, 1);
  assert.equal(stderr, "java: not made. mvn failed: no repository today\n");
  assert.deepEqual(readdirSync(join(scratch, "failed")), ["proto"]);
});

const refusals: [what: string, args: string[], sentence: string][] = [
  [
    "an unknown language",
    ["--out", "new", "--lang", "go,cobol"],
    'There is no language "cobol": --lang takes typescript,python,go,java.\n',
  ],
  [
    "an unknown contract",
    ["--out", "new", "--only", "newer"],
    'There is no contract "newer": --only takes madang or older.\n',
  ],
  [
    "a folder that holds something",
    ["--out", "full"],
    "full is not empty: name a new folder with --out, or remove it first.\n",
  ],
  [
    "a place where no folder can be",
    ["--out", "full/file/stubs"],
    "full/file/stubs cannot be written (ENOTDIR): name another folder with --out.\n",
  ],
];

for (const [what, args, sentence] of refusals) {
  test(`${what} is refused in one sentence, and nothing is written`, async () => {
    await proto("--out", "full", "--lang", "typescript");
    writeFileSync(join(scratch, "full/file"), "");
    const before = globSync("full/**", { cwd: scratch });
    assert.deepEqual(await proto(...args), { code: 1, stdout: "", stderr: sentence });
    assert.deepEqual(globSync("full/**", { cwd: scratch }), before);
    assert.ok(!existsSync(join(scratch, "new")));
  });
}
