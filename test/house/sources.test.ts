// Keeps the files of src/ small, named for what they hold, and introduced.
import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";
import { sourceFiles, withoutComments } from "./source-files.ts";

const longestFile = 300;

test("every source file opens with a sentence that says what it is for", () => {
  assert.deepEqual(
    pathsWhere(({ text }) => !/[.:]$/.test(openingComment(text))),
    [],
  );
});

test("no source file is longer than 300 lines", () => {
  assert.deepEqual(
    pathsWhere(({ text }) => text.trimEnd().split("\n").length > longestFile),
    [],
  );
});

test("no file is a drawer for whatever has no other place", () => {
  const drawer = /(^|-)(utils?|helpers?|common|misc|types|manager|impl)$/;
  assert.deepEqual(
    pathsWhere(({ path }) => drawer.test(posix.basename(path).replace(/\.tsx?$/, ""))),
    [],
  );
});

test("files are named in kebab-case", () => {
  assert.deepEqual(
    pathsWhere(({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/.test(posix.basename(path))),
    [],
  );
});

test("only the SDK's indexes pass on what other files export", () => {
  const barrels = pathsWhere(({ text }) => {
    const statements = withoutComments(text)
      .split(";")
      .map((statement) => statement.trim());
    return statements.every((statement) => statement === "" || /^export\b[^=]*\bfrom\b/.test(statement));
  });
  assert.deepEqual(
    barrels.filter((path) => !["src/clients/sdk/index.ts", "src/clients/sdk/browser.ts"].includes(path)),
    [],
  );
});

function pathsWhere(isWrong: (file: { path: string; text: string }) => boolean): string[] {
  return sourceFiles()
    .filter(isWrong)
    .map(({ path }) => path);
}

function openingComment(text: string): string {
  const start = text.replace(/^#!.*\n/, "");
  const block = /^\/\*\*?([\s\S]*?)\*\//.exec(start)?.[1] ?? /^(?:\/\/.*\n)+/.exec(start)?.[0] ?? "";
  return block.replaceAll(/^\s*(\/\/|\*)/gm, "").trim();
}
