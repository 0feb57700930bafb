import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { InputLines } from "./input-lines.ts";

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const source = new PassThrough();
  const input = new InputLines(source);
  for (const chunk of chunks) source.write(chunk);
  source.end();
  const lines: string[] = [];
  for (let line = await input.next(); line !== undefined; line = await input.next()) lines.push(line);
  return lines;
}

test("lines end with either line end, the last one without any", async () => {
  assert.deepEqual(await linesOf("a\nb\r\n\nc"), ["a", "b", "", "c"]);
});

test("a character that comes in two pieces is whole", async () => {
  const bytes = Buffer.from("한글\n");
  assert.deepEqual(await linesOf(bytes.subarray(0, 4), bytes.subarray(4)), ["한글"]);
});

test("a separator of paragraphs is part of a line", async () => {
  assert.deepEqual(await linesOf("a\u2028b\n"), ["a\u2028b"]);
});

test("a line without an end in sight is cut", async () => {
  const [line = "", next] = await linesOf("x".repeat(150_000), "y".repeat(150_000), "\nz\n");
  assert.equal(line.length, 100_000);
  assert.equal(next, "z");
});

test("the end is known while lines are waiting", async () => {
  const source = new PassThrough();
  const input = new InputLines(source);
  source.end("a\nb\n");
  await input.ended;
  assert.equal(input.waiting, 2);
});

test("no more is read ahead than is bounded, and all of it comes", async () => {
  const source = new PassThrough();
  const input = new InputLines(source);
  for (let i = 0; i < 5_000; i++) source.write(`${i}\n`);
  source.end();
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(input.waiting < 2_000, `${input.waiting} lines wait`);
  let count = 0;
  for (let line = await input.next(); line !== undefined; line = await input.next())
    assert.equal(line, String(count++));
  assert.equal(count, 5_000);
});
