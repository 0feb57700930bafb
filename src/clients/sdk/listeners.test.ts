import assert from "node:assert/strict";
import { test } from "node:test";
import { Listeners } from "./listeners.ts";

test("listeners hear all events or those of one type, until they are switched off", () => {
  const listeners = new Listeners();
  const heard: string[] = [];
  const offs = [
    listeners.listen(({ type }) => heard.push(`all ${type}`)),
    listeners.on("reset", ({ type }) => heard.push(`one ${type}`)),
  ];
  listeners.emit({ type: "reset" });
  listeners.emit({ type: "caughtUp" });
  for (const off of offs) off();
  listeners.emit({ type: "reset" });
  assert.deepEqual(heard, ["all reset", "one reset", "all caughtUp"]);
});

test("a listener that throws harms neither the client nor the others, and its error comes to light", (t) => {
  const later: (() => void)[] = [];
  t.mock.method(globalThis, "queueMicrotask", (act: () => void) => later.push(act));
  const listeners = new Listeners();
  const heard: string[] = [];
  listeners.listen(() => {
    throw new Error("a mistake of the app");
  });
  listeners.listen(({ type }) => heard.push(type));
  listeners.emit({ type: "reset" });
  assert.deepEqual(heard, ["reset"]);
  assert.throws(later[0] as () => void, { message: "a mistake of the app" });
});
