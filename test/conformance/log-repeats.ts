// Suite: the same act asked again is the same act, for the life of the message.
import assert from "node:assert/strict";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";
import { refusal } from "./refusal.ts";
import { logged, wholeLog } from "./whole-log.ts";

const owner = new Drafts("c", "owner");
const ann = new Drafts("c", "ann");
const bob = new Drafts("c", "bob");
const created = owner.created({ members: ["ann", "bob"] });

/** Tests of a MessageLog: repeats. */
export function logRepeatsSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("a repeat gets the first answer, in the same process and after a restart", async (store) => {
    await store.log.append(created);
    const draft = ann.posted("hello");
    const first = await store.log.append(draft);
    assert.deepEqual(first, { seq: 2, atMs: store.clock.now(), appended: true });
    store.clock.jump(60_000);
    await store.log.append(bob.posted("hi"));
    assert.deepEqual(await store.log.append(draft), { ...first, appended: false });
    await store.reopen();
    assert.deepEqual(await store.log.append(draft), { ...first, appended: false });
    assert.equal((await wholeLog(store.log, "c")).length, 3);
  });

  test("of 100 concurrent repeats one is appended and all get its answer", async ({ log }) => {
    await log.append(created);
    const draft = ann.posted("hello");
    const answers = await Promise.all(seqsFrom(1, 100).map(() => log.append(draft)));
    assert.deepEqual(new Set(answers.map(({ seq }) => seq)), new Set([2]));
    assert.equal(answers.filter(({ appended }) => appended).length, 1);
    assert.equal((await wholeLog(log, "c")).length, 2);
  });

  test("a repeat after the message was edited and deleted gets the first answer", async (store) => {
    await store.log.append(created);
    const draft = ann.posted("secret", { mentions: ["bob"], custom: new Uint8Array([1, 2, 3]) });
    const first = await store.log.append(draft);
    const edit = ann.edited(first.seq, "still secret", { mentions: ["bob"] });
    const edited = await store.log.append(edit);
    const deletion = ann.deleted(first.seq);
    const deleted = await store.log.append(deletion);
    await store.reopen();
    assert.deepEqual(await store.log.append(draft), { ...first, appended: false });
    assert.deepEqual(await store.log.append(edit), { ...edited, appended: false });
    assert.deepEqual(await store.log.append(deletion), { ...deleted, appended: false });
    assert.equal((await wholeLog(store.log, "c")).length, 4);
  });

  test("a repeat after the sender left, was removed or banned gets the first answer", async ({ log }) => {
    await log.append(created);
    const [hello, hi] = [ann.posted("hello"), bob.posted("hi")];
    const [annFirst, bobFirst] = [await log.append(hello), await log.append(hi)];
    await log.append(ann.left());
    await log.append(owner.removed("bob", { banned: true }));
    assert.deepEqual(await log.append(hello), { ...annFirst, appended: false });
    assert.deepEqual(await log.append(hi), { ...bobFirst, appended: false });
    await assert.rejects(log.append(ann.posted("hello again")), refusal("NOT_A_MEMBER"));
    await assert.rejects(log.append(bob.posted("hi again")), refusal("NOT_A_MEMBER"));
  });

  test("a repeat after the channel was archived gets the first answer", async ({ log }) => {
    await log.append(created);
    const draft = ann.posted("hello");
    const first = await log.append(draft);
    await log.append(owner.archived(true));
    assert.deepEqual(await log.append(draft), { ...first, appended: false });
  });

  test("the same id with another text, kind or target is refused and changes nothing", async (store) => {
    await store.log.append(created);
    const one = await store.log.append(ann.posted("one", { id: "x" }));
    const two = await store.log.append(ann.posted("two", { id: "y" }));
    await store.log.append(ann.edited(one.seq, "uno", { id: "z" }));
    const others = [
      ann.posted("another", { id: "x" }),
      ann.posted("one", { id: "x", replyTo: two.seq }),
      ann.posted("one", { id: "x", custom: new Uint8Array(1) }),
      ann.edited(one.seq, "one", { id: "x" }),
      ann.edited(two.seq, "uno", { id: "z" }),
      ann.deleted(one.seq, { id: "y" }),
    ];
    for (const other of others) await assert.rejects(store.log.append(other), refusal("ID_REUSED"));
    await store.log.append(ann.deleted(one.seq, { id: "d" }));
    await store.reopen();
    await assert.rejects(store.log.append(ann.posted("another", { id: "x" })), refusal("ID_REUSED"));
    await assert.rejects(store.log.append(ann.edited(one.seq, "eins", { id: "z" })), refusal("ID_REUSED"));
    assert.equal((await wholeLog(store.log, "c")).length, 5);
  });

  test("a repeat may mention others than the first, since names may have moved", async ({ log }) => {
    await log.append(created);
    const first = await log.append(ann.posted("hi @bob", { id: "x", mentions: ["bob"] }));
    assert.equal((await log.append(ann.posted("hi @bob", { id: "x", mentions: [] }))).seq, first.seq);
  });

  test("ids are each sender's and each channel's own", async ({ log }) => {
    await log.append(created);
    await log.append(new Drafts("d", "ann").created());
    await log.append(ann.posted("mine", { id: "x" }));
    await log.append(bob.posted("mine too", { id: "x" }));
    await log.append(new Drafts("d", "ann").posted("elsewhere", { id: "x" }));
    assert.deepEqual((await wholeLog(log, "c")).map(logged).slice(1), [
      { seq: 2, text: "mine" },
      { seq: 3, text: "mine too" },
    ]);
    assert.equal((await wholeLog(log, "d")).length, 2);
  });

  test("what is so already needs no event and answers with the head", async ({ log }) => {
    await log.append(created);
    const { seq } = await log.append(ann.posted("hello"));
    await log.append(bob.reacted(seq, "👍"));
    for (const draft of [bob.reacted(seq, "👍"), bob.unreacted(seq, "🎉"), ann.joined(), owner.archived(false)]) {
      const { seq: place, appended } = await log.append(draft);
      assert.deepEqual([place, appended], [3, false]);
    }
    assert.equal((await wholeLog(log, "c")).length, 3);
  });

  test("a reaction's repeat gets the first answer, though it was taken back since", async ({ log }) => {
    await log.append(created);
    const { seq } = await log.append(ann.posted("hello"));
    const reaction = bob.reacted(seq, "👍");
    const first = await log.append(reaction);
    await log.append(bob.unreacted(seq, "👍"));
    assert.deepEqual(await log.append(reaction), { ...first, appended: false });
    assert.equal((await wholeLog(log, "c")).length, 4);
  });

  test("a refused draft may be sent again and is judged anew", async ({ log }) => {
    await log.append(created);
    await log.append(ann.left());
    const draft = ann.posted("let me in");
    await assert.rejects(log.append(draft), refusal("NOT_A_MEMBER"));
    await log.append(ann.joined());
    assert.equal((await log.append(draft)).appended, true);
  });

  test("acts sent again in any order change nothing", async (store) => {
    await store.log.append(created);
    const { seq } = await store.log.append(ann.posted("one"));
    const acts = [
      ann.edited(seq, "two"),
      bob.reacted(seq, "👍"),
      bob.posted("answer", { replyTo: seq, mentions: ["ann"] }),
      ann.edited(seq, "three"),
      bob.unreacted(seq, "👍"),
      ann.left(),
      ann.joined(),
      owner.changed("plaza", "all"),
      owner.changed("square", "some"),
    ];
    for (const act of acts) await store.log.append(act);
    const before = await everything(store);
    for (const act of [...acts].reverse()) assert.equal((await store.log.append(act)).appended, false);
    await Promise.all(acts.map((act) => store.log.append(act)));
    assert.deepEqual(await everything(store), before);
  });
}

async function everything({ log, channels }: LogHarness) {
  const people = ["owner", "ann", "bob"];
  return {
    log: await wholeLog(log, "c"),
    views: await Promise.all(people.map((person) => channels.channelOf(person, "c"))),
    history: await channels.history("c", { size: 100 }),
    members: await channels.members("c", { size: 100 }),
  };
}
