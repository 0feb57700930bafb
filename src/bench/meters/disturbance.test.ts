import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFamilyTicks, watchDisturbance } from "./disturbance.ts";

test("a process's own time and that of the children it waited for are one family's", () => {
  const stat = "4242 (a (strange) name) S 1 4242 4242 0 -1 4194304 1204 0 0 0 731 269 500 1500 20 0 11 0 99 1 2";
  assert.equal(parseFamilyTicks(stat), 3_000);
});

test("others cannot have used more than the whole machine", { skip: notLinux() }, async () => {
  const othersUsed = watchDisturbance();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const used = othersUsed() ?? Number.NaN;
  assert.ok(used >= 0 && used <= 100, `${used} %`);
});

function notLinux(): string | false {
  return process.platform !== "linux" && "Only Linux tells the time of children";
}
