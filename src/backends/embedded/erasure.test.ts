// What was deleted is gone: no row of the database says it any more, whatever was said about it.
import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { openHarness } from "../../../test/conformance/embedded-harness.ts";
import { Drafts } from "../../../test/support/drafts.ts";
import { FollowingClient } from "../../../test/support/following-client.ts";
import { decodeEvent } from "../../core/event.ts";

const ann = new Drafts("c", "ann");
const secret = "the-secret-word";

test("deleted text, custom data, mentions and edits are in no row, and repeats are still answered", async (t) => {
  const store = await openHarness();
  t.after(() => store.close());
  await store.log.append(ann.created({ members: ["bob"] }));
  const drafts = [
    ann.posted(secret, { mentions: ["bob"], custom: new TextEncoder().encode(secret) }),
    ann.edited(2, `${secret} again`, { mentions: ["bob"] }),
    ann.edited(2, `${secret} and again`),
  ];
  const first = [];
  for (const draft of drafts) first.push((await store.log.append(draft)).seq);
  const bystander = ann.posted("what stays");
  await store.log.append(bystander);
  const db = store.connect();
  assert.notDeepEqual(rowsWith(db, secret), [], "the search finds what is there");
  await store.log.append(ann.deleted(2));
  assert.deepEqual(rowsWith(db, secret), []);
  assert.deepEqual(db.prepare("SELECT * FROM mentions").all(), []);
  assert.notDeepEqual(rowsWith(db, "what stays"), []);
  db.close();
  const repeated = [];
  for (const draft of drafts) repeated.push((await store.log.append(draft)).seq);
  assert.deepEqual(repeated, first);
  await assert.rejects(store.log.append({ ...bystander, clientMessageId: drafts[0]?.clientMessageId ?? "" }), {
    reason: "ID_REUSED",
  });
});

test("who resumes after the deletion gets the events of message and edits without their words", async (t) => {
  const store = await openHarness();
  t.after(() => store.close());
  await store.log.append(ann.created());
  // A live follower, so that the events are in memory too.
  const live = follow(store.log, 1);
  await store.log.append(ann.posted(secret));
  await store.log.append(ann.edited(2, `${secret} again`));
  await live.reaches("c", 3);
  await store.log.append(ann.deleted(2));
  await live.reaches("c", 4);
  const late = follow(store.log, 0);
  await late.reaches("c", 4);
  const said = late.frames.flatMap(({ ranges }) => ranges.flatMap(({ events }) => events.map(({ body }) => body)));
  assert.deepEqual(
    said.map((body) => [body.case, body.value && "text" in body.value ? body.value.text : undefined]),
    [
      ["channelCreated", undefined],
      ["messagePosted", ""],
      ["messageEdited", ""],
      ["messageDeleted", undefined],
    ],
  );
  const { messages } = await store.channels.history("c", { size: 5 });
  const [message] = messages;
  assert.deepEqual(
    [message?.deleted, message?.edited, message && decodeEvent(message.bytes).actorId],
    [true, undefined, "ann"],
  );
});

function follow(log: Awaited<ReturnType<typeof openHarness>>["log"], seq: number): FollowingClient {
  const cursors = [{ channelId: "c", seq }];
  const client = new FollowingClient(cursors);
  log.follow({ cursors, sink: client }).start();
  return client;
}

/** The tables that hold these words in any row, in text or bytes. */
function rowsWith(db: DatabaseSync, words: string): string[] {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  return tables.flatMap(({ name }) => {
    const rows = db.prepare(`SELECT * FROM ${name}`).all();
    return rows.filter((row) => Object.values(row).some((value) => holds(value, words))).map(() => name);
  });
}

function holds(value: unknown, words: string): boolean {
  return value instanceof Uint8Array ? Buffer.from(value).includes(words) : String(value).includes(words);
}
