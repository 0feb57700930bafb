import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsIn } from "../words/words.ts";
import { stepFacts } from "./step-facts.ts";

const noon = new Date(2026, 4, 1, 12).getTime();
const step = { at: noon, device: undefined, reason: undefined, detail: "" };
const [english, korean] = [wordsIn("en"), wordsIn("ko")];

test("a silence tells why, in both languages", () => {
  const here = { ...step, kind: "here" } as const;
  assert.equal(stepFacts(here, noon, english).title, "Not notified, because you had the channel open");
  assert.equal(stepFacts(here, noon, korean).title, "채널을 열어 두고 있어서 알리지 않음");
});

test("a device's step names it and what its provider answered", () => {
  const device = { id: "1", label: "Chrome, Linux" };
  const sent = stepFacts({ ...step, kind: "sent", device, detail: "201" }, noon, english);
  assert.deepEqual(sent, { title: "Sent", why: "Chrome, Linux · answer: 201", sign: "done" });
  assert.equal(stepFacts({ ...step, kind: "device_gone", device, detail: "410" }, noon, english).sign, "failed");
});

test("a mute tells its end if it has one", () => {
  const until = (detail: string) => stepFacts({ ...step, kind: "muted", detail }, noon, english).why;
  assert.match(until(new Date(2026, 4, 1, 14).toISOString()), /^until 2:00\sPM$/);
  assert.equal(until("9999-12-31T23:59:59.000Z"), "");
});

test("a step of a newer server is said to be unknown", () => {
  assert.equal(stepFacts({ ...step, kind: "unknown" }, noon, english).title, english.notify.steps.unknown);
});
