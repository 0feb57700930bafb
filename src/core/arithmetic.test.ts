import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo, multiply, sum } from "./arithmetic.ts";

test("sums and products wrap around at 32 bits", () => {
  const table = [
    [0, 0, 0, 0],
    [2147483647, 1, -2147483648, 2147483647],
    [-2147483648, -1, 2147483647, -2147483648],
    [65536, 65536, 131072, 0],
    [46341, 46341, 92682, -2147479015],
    [-5, 3, -2, -15],
    [2147483647, 2147483647, -2, 1],
  ] as const;
  for (const [a, b, added, multiplied] of table) {
    assert.equal(sum(a, b), added, `${a} + ${b}`);
    assert.equal(multiply(a, b), multiplied, `${a} * ${b}`);
  }
});

test("a command is answered with the numbers and what comes of them", () => {
  assert.equal(answerTo("/sum 1 2"), "1 + 2 = 3");
  assert.equal(answerTo("/multiply 6 7"), "6 * 7 = 42");
  assert.equal(answerTo("/sum -5 +3"), "-5 + 3 = -2");
  assert.equal(answerTo("/sum 2147483647 1"), "2147483647 + 1 = -2147483648");
  assert.equal(answerTo("/Multiply\t-0   007 "), "0 * 7 = 0");
});

test("a command with other arguments is answered with how it is written", () => {
  const hint = "/sum takes two whole numbers, e.g. /sum 1 2";
  for (const text of ["/sum", "/sum ", "/sum 1", "/sum 1 2 3", "/sum one two", "/sum 1.5 2", "/sum 1 2\n3", "/sum ١ ٢"])
    assert.equal(answerTo(text), hint, text);
  assert.equal(answerTo("/multiply 6"), "/multiply takes two whole numbers, e.g. /multiply 1 2");
});

test("numbers beyond 32 bits are answered with what is taken", () => {
  const range = "/sum takes whole numbers from -2147483648 to 2147483647";
  for (const text of ["/sum 2147483648 0", "/sum 0 -2147483649", `/sum ${"9".repeat(4_000)} 1`])
    assert.equal(answerTo(text), range);
});

test("nothing else is answered", () => {
  for (const text of [
    "",
    "sum 1 2",
    " /sum 1 2",
    "/summer 1 2",
    "/sum1 2",
    "/",
    "/constructor 1 2",
    "/help",
    "//sum 1 2",
  ])
    assert.equal(answerTo(text), undefined, text);
});
