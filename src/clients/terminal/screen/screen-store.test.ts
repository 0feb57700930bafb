import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsFor } from "../words/words.ts";
import { draftOf } from "./draft.ts";
import { firstState } from "./screen-state.ts";
import { ScreenStore } from "./screen-store.ts";

const drafted = (text: string) => ({ type: "drafted", draft: draftOf(text) }) as const;

test("many changes that come at once are shown once, a key at once", () => {
  const store = new ScreenStore(firstState(wordsFor({}), { columns: 80, rows: 24 }));
  let shown = 0;
  store.subscribe(() => shown++);
  for (const text of ["a", "ab", "abc"]) store.dispatch(drafted(text));
  assert.deepEqual([shown, store.shown().draft.text, store.state.draft.text], [0, "", "abc"]);
  store.show();
  assert.deepEqual([shown, store.shown().draft.text], [1, "abc"]);
  store.show();
  assert.equal(shown, 1);
  store.close();
});

test("what nobody asks to show is shown by itself, soon", async () => {
  const store = new ScreenStore(firstState(wordsFor({}), { columns: 80, rows: 24 }));
  const told = new Promise<void>((resolve) => void store.subscribe(resolve));
  store.dispatch(drafted("a"));
  await told;
  assert.equal(store.shown().draft.text, "a");
});
