import assert from "node:assert/strict";
import { test } from "node:test";
import { openHeartbeat } from "../../../test/support/heartbeat.ts";

type Chat = Awaited<ReturnType<typeof openHeartbeat>>;

/** What must be shown of ann, and when: seconds from the start, whether she is online. */
const table: {
  story: string;
  acts: (chat: Chat) => void | Promise<void>;
  shown: [second: number, online: boolean][];
}[] = [
  { story: "nobody who never came is online", acts: () => undefined, shown: [[0, false]] },
  {
    story: "a beat counts for 45 seconds, and a client that crashed is gone after them",
    acts: async ({ beat }) => void (await beat("ann")),
    shown: [
      [0, true],
      [44, true],
      [46, false],
    ],
  },
  {
    story: "who beats every 20 seconds stays, also when one beat is lost",
    acts: ({ beat, clock }) => {
      for (const second of [0, 20, 60, 80]) clock.after(second * 1_000, () => void beat("ann"));
    },
    shown: [
      [59, true],
      [65, true],
      [124, true],
      [126, false],
    ],
  },
  {
    story: "who never beats is online while the stream is open, and ten seconds longer",
    acts: ({ stream, clock }) => {
      clock.after(300_000, stream("ann"));
    },
    shown: [
      [0, true],
      [299, true],
      [309, true],
      [311, false],
    ],
  },
  {
    story: "a stream that nobody beats beside any more does not keep a frozen client online",
    acts: async ({ stream, beat }) => {
      stream("ann");
      await beat("ann");
    },
    shown: [
      [44, true],
      [46, false],
    ],
  },
  {
    story: "a client that was killed is gone ten seconds after its last stream, lease or not",
    acts: async ({ stream, beat, clock }) => {
      await beat("ann");
      clock.after(5_000, stream("ann"));
    },
    shown: [
      [14, true],
      [16, false],
    ],
  },
  {
    story: "the end of a stream does not make a lease longer",
    acts: async ({ stream, beat, clock }) => {
      const close = stream("ann");
      await beat("ann");
      clock.after(40_000, close);
    },
    shown: [
      [44, true],
      [46, false],
    ],
  },
  {
    story: "who reconnects within ten seconds never went",
    acts: async ({ stream, beat, clock }) => {
      await beat("ann");
      clock.after(5_000, stream("ann"));
      clock.after(14_000, () => void stream("ann"));
      clock.after(30_000, () => void beat("ann"));
    },
    shown: [
      [15, true],
      [29, true],
      [74, true],
    ],
  },
  {
    story: "a new stream of a client that beats counts like a beat, and not for ever",
    acts: async ({ stream, beat, clock }) => {
      await beat("ann");
      clock.after(5_000, stream("ann"));
      clock.after(14_000, () => void stream("ann"));
    },
    shown: [
      [58, true],
      [60, false],
    ],
  },
  {
    story: "a client that was frozen for a while is there again with its next beat, and its old stream still counts",
    acts: async ({ stream, beat, clock }) => {
      clock.after(65_000, stream("ann"));
      await beat("ann");
      clock.after(60_000, () => void beat("ann"));
    },
    shown: [
      [46, false],
      [61, true],
      [74, true],
      [76, false],
    ],
  },
  {
    story: "a stream that ends late does not take away the one that replaced it",
    acts: ({ stream, clock }) => {
      const old = stream("ann");
      clock.after(10_000, () => void stream("ann"));
      clock.after(60_000, old);
    },
    shown: [
      [61, true],
      [300, true],
    ],
  },
  {
    story: "closing a stream twice counts once",
    acts: ({ stream }) => {
      const close = stream("ann");
      stream("ann");
      close();
      close();
    },
    shown: [[60, true]],
  },
  {
    story: "who leaves on purpose is gone at once",
    acts: async ({ stream, beat, leave }) => {
      stream("ann");
      await beat("ann");
      await leave("ann");
    },
    shown: [
      [0, false],
      [60, false],
    ],
  },
  {
    story: "of ten tabs the last one decides",
    acts: async ({ beat, leave, clock }) => {
      for (let tab = 0; tab < 10; tab++) await beat(`ann${tab}`);
      for (let tab = 0; tab < 9; tab++) await leave(`ann${tab}`);
      clock.after(30_000, () => void leave("ann9"));
    },
    shown: [
      [0, true],
      [29, true],
      [31, false],
    ],
  },
  {
    story: "the late end of an old session does not hide the new one",
    acts: async ({ stream, beat, signOut, clock }) => {
      const close = stream("ann1");
      await beat("ann1");
      clock.after(5_000, () => void beat("ann2"));
      clock.after(10_000, close);
      clock.after(11_000, () => signOut("ann1"));
    },
    shown: [
      [12, true],
      [49, true],
      [51, false],
    ],
  },
  {
    story: "a session that was signed out is gone at once, with its stream still open",
    acts: async ({ stream, beat, signOut }) => {
      stream("ann");
      await beat("ann");
      signOut("ann");
    },
    shown: [
      [0, false],
      [60, false],
    ],
  },
  {
    story: "a wall clock that is set forward by an hour sends nobody away",
    acts: async ({ beat, clock }) => {
      await beat("ann");
      clock.after(10_000, () => clock.jump(3_600_000));
    },
    shown: [
      [11, true],
      [35, true],
      [51, false],
    ],
  },
  {
    story: "a wall clock that is set back by an hour keeps nobody for an hour",
    acts: async ({ beat, clock }) => {
      await beat("ann");
      clock.after(10_000, () => clock.jump(-3_600_000));
    },
    shown: [
      [44, true],
      [51, false],
    ],
  },
];

for (const { story, acts, shown } of table) {
  test(story, async () => {
    const chat = await openHeartbeat();
    await acts(chat);
    let second = 0;
    for (const [at, online] of shown) {
      chat.clock.advance((at - second) * 1_000);
      second = at;
      assert.equal(await chat.isOnline("ann"), online, `after ${at} s`);
    }
  });
}

test("a late beat of a session that was signed out is refused", async () => {
  const { beat, signOut, isOnline } = await openHeartbeat();
  await beat("ann");
  signOut("ann");
  await assert.rejects(beat("ann"), { code: "UNAUTHENTICATED", reason: "SESSION_ENDED" });
  assert.equal(await isOnline("ann"), false);
});

test("the version of a person rises with every change, also over the time in which they were forgotten", async () => {
  const { clock, beat, leave, presenceOf } = await openHeartbeat();
  const versions: bigint[] = [];
  const note = async () => versions.push((await presenceOf("ann"))[0]?.version as bigint);
  await note();
  for (let i = 0; i < 3; i++) {
    await beat("ann");
    await note();
    await leave("ann");
    await note();
    clock.advance(100_000);
  }
  assert.deepEqual(
    versions,
    versions.toSorted((one, other) => Number(one - other)),
  );
  assert.equal(new Set(versions).size, 7);
});
