import assert from "node:assert/strict";
import { test } from "node:test";
import { type Channel, ChatError } from "../../sdk/browser.ts";
import { firstState } from "../state/chat-state.ts";
import { ChatStore } from "../state/chat-store.ts";
import type { Place } from "./address.ts";
import { Whereabouts } from "./whereabouts.ts";

const mine = (channelId: string) => ({ channelId, kind: "public", role: "member" }) as Channel;
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A session of somebody in #lobby and #one, with an address bar. */
function house(named: Place | undefined, getChannel: (id: string) => Promise<Channel>) {
  const store = new ChatStore(firstState(undefined));
  const opened: string[] = [];
  const pushed: Place[] = [];
  let tellPlace: (place: Place | undefined) => void = () => undefined;
  const session = {
    store,
    client: { getChannel },
    onFront: (() => undefined) as (channelId: string) => void,
    open(channelId: string) {
      opened.push(channelId);
      store.dispatch({ type: "front", channelId });
      session.onFront(channelId);
    },
  };
  let at = named;
  const push = (place: Place) => {
    at = place;
    pushed.push(place);
  };
  const listen = (onPlace: typeof tellPlace) => {
    tellPlace = onPlace;
    return () => undefined;
  };
  const whereabouts = new Whereabouts(session, { read: () => at, push, listen });
  const connect = (...ids: string[]) => {
    store.dispatch({ type: "channels", channels: ["lobby", "one", ...ids].map(mine) as never });
    store.dispatch({ type: "connection", state: "connected", reason: undefined, me: undefined });
    store.show();
  };
  const walk = (place: Place | undefined) => {
    at = place;
    tellPlace(place);
  };
  return { whereabouts, session, opened, pushed, connect, walk, door: () => whereabouts.whither().door?.type };
}

const nobodyAsks = () => assert.fail("asked for a channel that it is in");

test("a channel of one's own is opened once it is known, with the message to go to, and nothing new in the address bar", () => {
  const { whereabouts, opened, pushed, connect, door } = house({ channelId: "one", seq: 7 }, nobodyAsks);
  assert.equal(door(), "looking", "before the first picture");
  const stop = whereabouts.start();
  assert.deepEqual(opened, []);
  connect();
  assert.deepEqual([opened, pushed, door()], [["one"], [], undefined]);
  const { goal } = whereabouts.whither();
  assert.deepEqual(goal, { channelId: "one", seq: 7 });
  if (goal) whereabouts.reached(goal);
  assert.equal(whereabouts.whither().goal, undefined);
  stop();
});

test("a channel that one is not in stays closed until one comes in", async () => {
  const { whereabouts, opened, connect, door } = house({ channelId: "two", seq: 3 }, async (channelId) => ({
    ...mine(channelId),
    role: "none",
  }));
  const stop = whereabouts.start();
  connect();
  await settled();
  assert.deepEqual([opened, door()], [[], "join"]);
  whereabouts.enter();
  assert.deepEqual([opened, door()], [["two"], undefined]);
  assert.deepEqual(whereabouts.whither().goal, { channelId: "two", seq: 3 });
  stop();
});

test("what is not there has no door, until one is let in or goes elsewhere", async () => {
  const { whereabouts, session, opened, pushed, connect, walk, door } = house({ channelId: "three" }, async () => {
    throw new ChatError("NOT_FOUND", "CHANNEL_NOT_FOUND", "There is no such channel.");
  });
  const stop = whereabouts.start();
  connect();
  await settled();
  assert.equal(door(), "none");
  session.open("lobby");
  assert.deepEqual([door(), pushed], [undefined, [{ channelId: "lobby" }]]);
  walk({ channelId: "three" });
  await settled();
  assert.equal(door(), "none");
  connect("three");
  assert.deepEqual([door(), opened.at(-1)], [undefined, "three"]);
  stop();
});

test("who chooses a channel finds it in the address bar, who walks back does not write there", () => {
  const { whereabouts, session, opened, pushed, connect, walk } = house(undefined, nobodyAsks);
  const stop = whereabouts.start();
  connect();
  session.open("one");
  session.open("one");
  assert.deepEqual(pushed, [{ channelId: "one" }]);
  walk(undefined);
  assert.deepEqual([opened.at(-1), pushed.length], ["lobby", 1]);
  stop();
});
