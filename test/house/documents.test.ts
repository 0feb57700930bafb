// Keeps the documents true where a machine can tell: paths and commands that they name.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

const documents = globSync(["*.md", "docs/**/*.md", "examples/**/*.md"]).map((path) => ({
  path,
  text: readFileSync(path, "utf8"),
}));

test("every path that a document names in code exists", () => {
  const missing = documents.flatMap(({ path, text }) =>
    pathsIn(text)
      .filter((named) => !existsSync(named))
      .map((named) => `${path}: ${named}`),
  );
  assert.deepEqual(missing, []);
});

test("every link of a document to a file leads to one", () => {
  const missing = documents.flatMap(({ path, text }) =>
    linksIn(text)
      .filter((link) => !existsSync(posix.join(posix.dirname(path), link)))
      .map((link) => `${path}: ${link}`),
  );
  assert.deepEqual(missing, []);
});

test("every npm script that a document names exists", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const missing = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm run ([\w:-]+)/g)]
      .filter((match) => !((match[1] ?? "") in scripts))
      .map((match) => `${path}: ${match[0]}`),
  );
  assert.deepEqual(missing, []);
});

function pathsIn(text: string): string[] {
  const paths = [...text.matchAll(/`((?:src|test|tools|bin|docs|proto|examples|deploy|\.ci)\/[^`\s]*)`/g)];
  // A pattern or a place to fill in is not a path.
  return paths.map((match) => (match[1] ?? "").replace(/[:#].*$/, "")).filter((path) => !/[*<>{}…]/.test(path));
}

function linksIn(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return links.filter((link) => !/^([a-z]+:|#)/.test(link)).map((link) => link.replace(/#.*$/, ""));
}
