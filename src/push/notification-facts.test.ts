import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf } from "../clients/web/place/address.ts";
import type { Delivery, DeliveryContent } from "../core/delivery.ts";
import { toFacts } from "./notification-facts.ts";

const maxBytes = 3_000;

function factsOf(change: Partial<DeliveryContent>) {
  const quiet = { act: "tell", reason: "mention", channelId: "garden", channelName: "garden", seq: 7 } as const;
  const said = { count: 1, open: 1, actorId: "ann", actorName: "Ann", text: "hello", roomId: "", atMs: 0 };
  const content = { ...quiet, ...said, ...change };
  return toFacts({ key: "k", collapseKey: "t", content } as Delivery, maxBytes);
}

test("the title says who and where, in no language", () => {
  assert.equal(factsOf({}).title, "Ann (#garden)");
  assert.equal(factsOf({ channelName: "" }).title, "Ann");
  assert.equal(factsOf({ channelName: "", actorName: "", roomId: "cellar" }).title, "cellar");
  assert.equal(factsOf({ channelName: "", actorName: "" }).title, "Madang");
});

test("the address is the one that the page reads", () => {
  for (const channelId of ["garden", "a/b 한#?"]) {
    assert.equal(factsOf({ channelId }).url, addressOf({ channelId, seq: 7 }));
    assert.equal(factsOf({ channelId, seq: 0 }).url, addressOf({ channelId }));
  }
  assert.equal(factsOf({ channelId: "", seq: 0 }).url, "/");
});

test("whatever is said, the facts fit, and the text is cut between characters as people see them", () => {
  const texts = [
    "x".repeat(4_000),
    "한".repeat(4_000),
    "👨‍👩‍👧‍👦".repeat(571),
    '"\\\n\u2028'.repeat(1_000),
    `e${"\u0301".repeat(3_999)}`,
  ];
  for (const text of texts) {
    const facts = factsOf({ text, roomId: "r".repeat(100_000) });
    const bytes = Buffer.byteLength(JSON.stringify(facts));
    assert.ok(bytes <= maxBytes, `${bytes} bytes`);
    assert.ok(facts.body.endsWith("…"));
    assert.ok(text.startsWith(facts.body.slice(0, -1)));
  }
  const room = factsOf({ actorName: "", channelName: "", roomId: "방".repeat(100_000), text: "t".repeat(9_000) });
  assert.ok(Buffer.byteLength(JSON.stringify(room)) <= maxBytes);
  assert.match(factsOf({ text: "👨‍👩‍👧‍👦".repeat(571) }).body, /^(?:👨‍👩‍👧‍👦)+…$/u);
  assert.equal(factsOf({ text: "y".repeat(2_000) }).body, "y".repeat(2_000));
});
