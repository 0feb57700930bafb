// Keeps docs/languages.md true: what it shows of a client is what the client holds, and the versions agree.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { goNeeds } from "../../src/stubs/go.ts";
import { generator } from "../../src/stubs/java.ts";

const document = readFileSync("docs/languages.md", "utf8");
const shown = [...document.matchAll(/```(ts|python|go|java)\n([^]*?)```/g)];

test("every client in docs/languages.md is shown as it is", () => {
  const endings: Record<string, string> = { ts: "ts", python: "py", go: "go", java: "java" };
  const strays = shown.filter(([, fence = "", lines = ""]) => {
    const files = globSync(`examples/languages/*/*.${endings[fence]}`);
    return !files.some((file) => readFileSync(file, "utf8").includes(lines));
  });
  assert.equal(shown.length, 8);
  assert.deepEqual(
    strays.map(([block]) => block),
    [],
  );
});

test("the versions in docs/languages.md and its clients are those that madang proto names", () => {
  for (const command of Object.values(goNeeds)) assert.ok(document.includes(`${command}\n`), command);
  const version = generator.split(":").at(-1) ?? "";
  const project = readFileSync("examples/languages/java/pom.xml", "utf8");
  assert.ok(project.includes(`<grpc.version>${version}</grpc.version>`), version);
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const example = JSON.parse(readFileSync("examples/languages/typescript/package.json", "utf8"));
  for (const [name, wanted] of Object.entries(example.dependencies)) assert.equal(wanted, dependencies[name], name);
});
