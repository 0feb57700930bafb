import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { NotificationPreference } from "../../sdk/browser.ts";
import { Wishes } from "./wishes.ts";

const noon = 1_800_000_000_000;

/** A server that keeps what it is told, unless it is down. */
class House {
  readonly kept = new Map<string, NotificationPreference>();
  isUp = true;

  readonly preferences = async () => [...this.kept.values()];

  readonly setPreference = async (preference: NotificationPreference) => {
    if (!this.isUp) throw new Error("down");
    this.kept.set(preference.channelId ?? "", preference);
  };
}

test("a wish is shown once the server has it, and not before", async () => {
  const house = new House();
  const wishes = new Wishes(house, () => noon);
  house.isUp = false;
  await assert.rejects(wishes.set("one", { level: "nothing" }));
  assert.equal(wishes.in("one").level, "default");
  house.isUp = true;
  await wishes.set("one", { level: "mentions" });
  await wishes.set("one", { mutedUntil: noon + 5_000 });
  assert.deepEqual(wishes.in("one"), { level: "mentions", mutedUntil: noon + 5_000 });
  assert.deepEqual(house.kept.get("one"), { channelId: "one", level: "mentions", mutedUntil: noon + 5_000 });
  wishes.close();
});

test("a mute ends by itself, and its level stays", async (t) => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: noon });
  t.after(() => mock.timers.reset());
  const house = new House();
  house.kept.set("one", { channelId: "one", level: "all", mutedUntil: noon + 3 * 60 * 60_000 });
  house.kept.set("ever", { channelId: "ever", level: "default", mutedUntil: 253_402_300_799_000 });
  const wishes = new Wishes(house, Date.now);
  t.after(() => wishes.close());
  await wishes.load();
  let changes = 0;
  wishes.state.subscribe(() => changes++);
  mock.timers.tick(2 * 60 * 60_000);
  assert.deepEqual([wishes.in("one").mutedUntil, changes], [noon + 3 * 60 * 60_000, 0]);
  mock.timers.tick(60 * 60_000);
  assert.deepEqual([wishes.in("one"), changes], [{ level: "all", mutedUntil: undefined }, 1]);
  assert.ok(wishes.in("ever").mutedUntil);
});
