import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import type { ChannelOfUser, ChannelStore, PageAsk } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { ChannelPlaces } from "./channel-places.ts";

/** A store in which everybody is in the lobby and in `inChannels` others; `asked` counts the pages. */
class Store {
  inChannels = 0;
  asked = 0;
  fails = false;

  async channelsOf(_userId: string, { after = "0", size }: PageAsk) {
    this.asked++;
    if (this.fails) throw errors.storeFailed();
    const from = Number(after);
    const kinds = [ChannelKind.LOBBY, ...Array.from({ length: this.inChannels }, () => ChannelKind.PUBLIC)];
    const items = kinds.slice(from, from + size).map((kind) => ({ channel: { kind } }) as ChannelOfUser);
    return { items, next: from + size < kinds.length ? String(from + size) : undefined };
  }
}

function places(store: Store, limit: number, clock = new FakeClock()) {
  return new ChannelPlaces({ channels: store as unknown as ChannelStore, clock, limit });
}

const joins = async () => ({ appended: true });
const full = { reason: "TOO_MANY_CHANNELS" };

test("the store is asked once for a person, by pages, and the lobby takes no place", async () => {
  const store = new Store();
  store.inChannels = 1_200;
  const few = places(store, 1_202);
  await few.take("ann", joins);
  await few.take("ann", joins);
  await assert.rejects(few.take("ann", joins), full);
  assert.equal(store.asked, 3);
});

test("a join that was refused, or changed nothing, gives its place back", async () => {
  const few = places(new Store(), 1);
  await assert.rejects(
    few.take("ann", () => Promise.reject(errors.banned())),
    { reason: "BANNED" },
  );
  await few.take("ann", async () => ({ appended: false }));
  await few.take("ann", joins);
  await assert.rejects(few.take("ann", joins), full);
  await few.giveBack("ann");
  await few.take("ann", joins);
});

test("ten thousand joins at once do not pass the limit", async () => {
  const store = new Store();
  const few = places(store, 5_000);
  const answers = await Promise.allSettled(Array.from({ length: 10_000 }, () => few.take("ann", joins)));
  assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 5_000);
  assert.equal(store.asked, 1);
});

test("somebody whose places are taken is counted again after a minute, not before", async () => {
  const [store, clock] = [new Store(), new FakeClock()];
  store.inChannels = 1;
  const few = places(store, 1, clock);
  await assert.rejects(few.take("ann", joins), full);
  store.inChannels = 0;
  clock.advance(59_999);
  await assert.rejects(few.take("ann", joins), full);
  clock.advance(1);
  const answers = await Promise.allSettled([few.take("ann", joins), few.take("ann", joins)]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
  assert.equal(store.asked, 2);
});

test("a store that cannot be read is asked again the next time", async () => {
  const store = new Store();
  const few = places(store, 1);
  store.fails = true;
  await assert.rejects(few.take("ann", joins), { reason: "STORE_FAILED" });
  store.fails = false;
  await few.take("ann", joins);
});
