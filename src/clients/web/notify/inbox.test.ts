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
  let hear: (change: InboxChange) => void = () => undefined;
  let hearTab: (open: number) => void = () => undefined;
  const page = { isAway: false, told: [] as number[] };
  const watch = (listener: typeof hear) => {
    hear = listener;
    return () => undefined;
  };
  const tabs = {
    tell: (count: number) => void page.told.push(count),
    listen: (listener: typeof hearTab) => void (hearTab = listener),
    close: () => void (hearTab = () => undefined),
  };
  const inbox = new Inbox({ notifications: { watch }, openTabs: () => tabs, isAway: () => page.isAway });
  const stop = inbox.start();
  const add = (open: number, ...added: InboxItem[]) => hear({ added, open, listAgain: false, error: undefined });
  const refusal = new ChatError("RESOURCE_EXHAUSTED", "TOO_MANY_STREAMS", "too many");
  const refuse = () => hear({ added: [], open: 0, listAgain: false, error: refusal });
  return { inbox, page, add, refuse, stop, hearTab: (count: number) => hearTab(count) };
}

test("only what is meant for one, and comes while the page is out of sight, counts as missed", () => {
  const { inbox, page, add } = open();
  add(1, item("mention"));
  assert.equal(inbox.state.read().wasMissed, false);
  page.isAway = true;
  add(1, item("all"));
  assert.equal(inbox.state.read().wasMissed, false);
  add(2, item("direct"));
  page.isAway = false;
  add(0);
  assert.deepEqual(inbox.state.read(), { open: 0, round: 4, wasMissed: true });
});

test("a tab that the server does not tell is told by the others, and keeps what it knows", () => {
  const { inbox, page, add, refuse, stop, hearTab } = open();
  hearTab(2);
  assert.equal(inbox.state.read().open, 2);
  add(3);
  hearTab(9);
  assert.deepEqual([inbox.state.read().open, page.told], [3, [3]]);
  refuse();
  assert.equal(inbox.state.read().open, 3);
  hearTab(4);
  assert.equal(inbox.state.read().open, 4);
  stop();
  hearTab(5);
  assert.equal(inbox.state.read().open, 4);
});
