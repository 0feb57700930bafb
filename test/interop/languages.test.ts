// The clients of docs/languages.md, each made with `madang proto` and run against a real Madang.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, type TestContext, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { missingTool } from "../support/require-tool.ts";
import { eventually } from "../support/running-command.ts";
import { DocumentedClient, prepareEnvironment } from "./documented-client.ts";
import { talkThroughKills } from "./talk-through-kills.ts";

prepareEnvironment({ after });

const importAll = `
import glob, importlib
for file in glob.glob("**/*.py", root_dir="stubs/python", recursive=True):
    importlib.import_module(file.removesuffix(".py").replace("/", "."))
`;

/** Of each language: what it needs on the machine (Go uses the compiler that Python brings), and how all of its stubs are seen to be sound. */
const languages: [name: string, needs: { skip?: string }, compileAll: string][] = [
  [
    "typescript",
    {},
    `node ${resolve("node_modules/typescript/bin/tsc")} -p . --typeRoots ${resolve("node_modules/@types")}`,
  ],
  ["python", missingTool("python"), `PYTHONPATH=stubs/python python3 -c '${importAll}'`],
  ["go", { ...missingTool("python"), ...missingTool("go") }, "go vet ./..."],
  ["java", missingTool("java"), "javac -nowarn -cp 'lib/*' -d older $(find stubs/java/compat -name '*.java')"],
];

for (const [language, needs, compileAll] of languages) {
  test(`the client in ${language}`, needs, async (t) => {
    const client = await DocumentedClient.make(t, language);

    await t.test("hears what an SDK person hears while the server is killed twice", (t) =>
      talkThroughKills(t, (address, name) => client.start(address, name)),
    );
    await t.test("tells the reason of a refusal", (t) => isToldReason(t, client));
    await t.test("has sound stubs for every contract", () => client.run(compileAll));
  });
}

test("every client keeps to a hundred lines a file", () => {
  const files = globSync("examples/languages/*/*.{ts,py,go,java}");
  const long = files.filter((file) => readFileSync(file, "utf8").trimEnd().split("\n").length >= 100);
  assert.equal(files.length, 6);
  assert.deepEqual(long, []);
});

async function isToldReason(t: TestContext, client: DocumentedClient): Promise<void> {
  const madang = await MadangProcess.start();
  t.after(() => madang.remove());
  const guest = client.start(madang.address, "guest");
  t.after(() => guest.kill());
  await guest.entered();
  guest.type("x".repeat(4_001));
  const refused = () => guest.screen().includes("not sent, TEXT_TOO_LONG: The text is too long");
  await eventually(refused, 20_000, () => guest.screen());
  assert.equal(await guest.finish(), 0, guest.screen());
}
