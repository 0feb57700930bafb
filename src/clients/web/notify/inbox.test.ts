import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError, type InboxChange, type InboxItem, type NotificationReason } from "../../sdk/browser.ts";
import { Inbox } from "./inbox.ts";

const item = (reason: NotificationReason): InboxItem => ({
  id: reason,
  reason,
  at: 1,
  message: { channelId: "one", seq: 1, from: { id: "bea", name: "bea" } },
  channelName: "one",
  text: "hello",
  roomId: "",
  acknowledged: false,
});

/** An inbox that is told by hand. */
function open() {
  let tell: (change: InboxChange) => void = () => undefined;
  const page = { isHidden: false };
  const watch = (listener: typeof tell) => {
    tell = listener;
    return () => undefined;
  };
  const inbox = new Inbox({ watch }, () => page.isHidden);
  inbox.start();
  const add = (open: number, ...added: InboxItem[]) => tell({ added, open, listAgain: false, error: undefined });
  return { inbox, page, add, fail: (error: ChatError) => tell({ added: [], open: 0, listAgain: false, error }) };
}

test("only what is meant for one, and comes while the page is out of sight, counts as missed", () => {
  const { inbox, page, add } = open();
  add(1, item("mention"));
  assert.equal(inbox.state.read().wasMissed, false);
  page.isHidden = true;
  add(1, item("all"));
  assert.equal(inbox.state.read().wasMissed, false);
  add(2, item("direct"));
  page.isHidden = false;
  add(0);
  assert.deepEqual(inbox.state.read(), { open: 0, round: 4, wasMissed: true });
});

test("what is shown stays where the inbox cannot be followed", () => {
  const { inbox, add, fail } = open();
  add(3);
  fail(new ChatError("UNAVAILABLE", "CONNECTION", "gone"));
  assert.equal(inbox.state.read().open, 3);
});
