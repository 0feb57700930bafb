import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatClient, ChatEventOf, InboxChange, InboxItem, NotificationReason } from "../sdk/index.ts";
import { ringWhenMeant } from "./bell.ts";

/** A client whose connection and inbox the test holds. */
function fake() {
  const watches: ((change: InboxChange) => void)[] = [];
  let onState: (event: ChatEventOf<"state">) => void = () => undefined;
  const client = {
    on: (_type: "state", listener: typeof onState) => {
      onState = listener;
      return () => undefined;
    },
    notifications: {
      watch: (listener: (change: InboxChange) => void) => {
        watches.push(listener);
        return () => void watches.splice(watches.indexOf(listener), 1);
      },
    },
  };
  const connect = () => onState({ type: "state", state: "connected", reason: undefined });
  const add = (...reasons: NotificationReason[]) => {
    const added = reasons.map((reason) => ({ reason }) as InboxItem);
    for (const watch of watches) watch({ added, open: 1, listAgain: false, error: undefined });
  };
  let rung = 0;
  const off = ringWhenMeant(client as unknown as ChatClient, (text) => text === "\u0007" && rung++);
  return { connect, add, off, watches, rung: () => rung };
}

test("it rings once for what comes together, and not for messages that are for everybody", () => {
  const { connect, add, rung } = fake();
  connect();
  add("mention", "direct");
  assert.equal(rung(), 1);
  add("all");
  add();
  assert.equal(rung(), 1);
  add("reply");
  add("service");
  assert.equal(rung(), 3);
});

test("the inbox is watched once over many connections, and no more when it is switched off", () => {
  const { connect, watches, off } = fake();
  assert.equal(watches.length, 0);
  connect();
  connect();
  assert.equal(watches.length, 1);
  off();
  assert.equal(watches.length, 0);
});
