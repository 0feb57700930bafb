import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelHead } from "../../sdk/browser.ts";
import { channelLabel } from "./channel-label.ts";
import { inOrder } from "./channel-order.ts";

const channel = (name: string, kind: ChannelHead["kind"], peer?: string) =>
  ({ channelId: name, name, kind, peer: peer === undefined ? undefined : { id: peer, name: peer } }) as ChannelHead;

test("the lobby is first, channels follow by name, conversations of two stand apart", () => {
  const all = [
    channel("zoo", "public"),
    channel("", "direct", "bob"),
    channel("art", "private"),
    channel("lobby", "lobby"),
  ];
  const { open, direct } = inOrder(all);
  assert.deepEqual(open.map(channelLabel), ["#lobby", "#art", "#zoo"]);
  assert.deepEqual(direct.map(channelLabel), ["bob"]);
});
