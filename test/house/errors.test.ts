// Keeps docs/errors.md and the errors that exist the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { errorsDocument } from "../../tools/document-errors.ts";
import { sourceFiles } from "./source-files.ts";

test("docs/errors.md names every error as it is", () => {
  assert.equal(readFileSync("docs/errors.md", "utf8"), errorsDocument(), "run npm run generate");
});

test("every reason that the contract documents is one that exists", () => {
  const known = new Set([...errorsDocument().matchAll(/`([A-Z_]+)` \| [^`]/g)].map((match) => match[1]));
  const codes =
    /^(INVALID_ARGUMENT|NOT_FOUND|PERMISSION_DENIED|FAILED_PRECONDITION|RESOURCE_EXHAUSTED|UNAVAILABLE|UNAUTHENTICATED|ALREADY_EXISTS|OUT_OF_RANGE)$/;
  const contract = ["agent", "heartbeat", "lobby", "channel", "notification", "admin"].map((name) =>
    readFileSync(`proto/madang/${name}/v1/${name}.proto`, "utf8"),
  );
  const named = contract
    .flatMap((text) => [...text.matchAll(/Errors:[^\n]*(?:\n\s*\/\/ [^\n]*)*/g)])
    .flatMap((match) => match[0].match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b|\bBANNED\b|\bSUSPENDED\b/g) ?? []);
  assert.ok(named.length > 50);
  assert.deepEqual(
    [...new Set(named)].filter((reason) => !known.has(reason) && !codes.test(reason)),
    [],
  );
});

test("a ChatError is made in core/errors.ts, or carries one from another thread, process, node or page", () => {
  const makers = sourceFiles()
    .filter(({ text }) => /new ChatError\(/.test(text))
    .map(({ path }) => path);
  const known = [
    "src/core/chat-error.ts",
    "src/core/errors.ts",
    "src/backends/embedded/writer.ts",
    "src/rpc/links/link-words.ts",
    "src/clients/sdk/client-errors.ts",
    "src/clients/sdk/error-from-status.ts",
    "src/clients/sdk/error-from-json.ts",
    "src/clients/web/state/kept-refusals.ts",
  ];
  assert.deepEqual(
    makers.filter((path) => !known.includes(path)),
    [],
  );
});
