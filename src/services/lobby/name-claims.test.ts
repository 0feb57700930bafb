import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelRow } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { ChannelStore } from "../../core/ports.ts";
import { NameClaims } from "./name-claims.ts";

/** Names and channels in memory; what is read is what was so when the reading began, a while ago. */
class Store {
  readonly holders = new Map<string, string>();
  readonly bears = new Map<string, string>();

  async claimName(key: string, channelId: string) {
    if (!this.holders.has(key)) this.holders.set(key, channelId);
    return this.holders.get(key) ?? "";
  }

  async releaseName(key: string, channelId: string) {
    if (this.holders.get(key) === channelId) this.holders.delete(key);
  }

  async channel(channelId: string) {
    const name = this.bears.get(channelId);
    await new Promise(setImmediate);
    return name === undefined ? undefined : ({ channelId, name } as ChannelRow);
  }
}

function open() {
  const store = new Store();
  return { store, names: new NameClaims(store as unknown as ChannelStore) };
}

const holder = async (holderId: string) => holderId;

test("a claim is kept when the act succeeds and let go when it is refused", async () => {
  const { store, names } = open();
  await names.holding("a", "x", async () => store.bears.set("x", "a"));
  await assert.rejects(
    names.holding("b", "x", () => Promise.reject(errors.notAnOwner())),
    { reason: "NOT_AN_OWNER" },
  );
  assert.deepEqual([...store.holders], [["a", "x"]]);
});

test("a claim is kept when nobody knows whether the act succeeded", async () => {
  const { store, names } = open();
  await assert.rejects(names.holding("a", "x", () => Promise.reject(errors.storeFailed())));
  await assert.rejects(names.holding("b", "x", () => Promise.reject(new Error("a bug"))));
  assert.deepEqual([...store.holders.keys()], ["a", "b"]);
});

test("a refusal takes no name from the channel that bears it", async () => {
  const { store, names } = open();
  store.bears.set("x", "A");
  store.holders.set("a", "x");
  await assert.rejects(names.holding("a", "x", () => Promise.reject(errors.idReused())));
  await names.release("a", "x");
  assert.equal(store.holders.get("a"), "x");
});

test("a name held by a channel that does not bear it goes to whoever wants it", async () => {
  const { store, names } = open();
  store.bears.set("x", "b");
  store.holders.set("a", "x").set("b", "x").set("c", "never made");
  assert.equal(await names.holding("a", "y", holder), "y");
  assert.equal(await names.holding("b", "y", holder), "x");
  assert.equal(await names.holding("c", "y", holder), "never made");
});

test("a channel that takes its old name again while that is given back keeps it", async () => {
  const { store, names } = open();
  store.bears.set("x", "b");
  store.holders.set("a", "x").set("b", "x");
  await Promise.all([names.release("a", "x"), names.holding("a", "x", async () => store.bears.set("x", "a"))]);
  assert.equal(store.holders.get("a"), "x");
});
