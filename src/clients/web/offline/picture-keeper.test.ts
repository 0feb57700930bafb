import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelHead, ChatMessage } from "../../sdk/browser.ts";
import { type Picture, PictureKeeper } from "./picture-keeper.ts";

/** A browser's store in memory, and a clock turned by hand. */
class Browser {
  readonly kept = new Map<string, unknown>();
  person: string | undefined = "ann";
  nowMs = 1_000;
  waiting: (() => void) | undefined;
  picture: Picture = { epoch: 1, channels: [head("lobby")], shown: [] };

  readonly store = {
    read: async () => new Map(this.kept),
    clear: async () => this.kept.clear(),
    write: async (changes: ReadonlyMap<string, unknown>) => {
      for (const [name, value] of changes)
        if (value === undefined) this.kept.delete(name);
        else this.kept.set(name, structuredClone(value));
    },
  };

  open(userId = "ann"): PictureKeeper {
    return new PictureKeeper({
      store: this.store,
      userId,
      isTheirs: () => this.person === userId,
      picture: () => this.picture,
      now: () => this.nowMs,
      later: (_, act) => {
        this.waiting = act;
        return () => {
          this.waiting = undefined;
        };
      },
    });
  }

  async loaded(userId = "ann"): Promise<PictureKeeper> {
    const keeper = this.open(userId);
    await keeper.load();
    return keeper;
  }

  show(...channels: [channelId: string, messages: readonly ChatMessage[]][]): void {
    const shown = channels.map(([channelId, messages]) => ({ channelId, messages, isComplete: true }));
    this.picture = { epoch: 1, channels: channels.map(([channelId]) => head(channelId)), shown };
  }
}

function head(channelId: string): ChannelHead {
  return { channelId, name: channelId, unread: 2 } as ChannelHead;
}

function said(count: number, text = "hello"): readonly ChatMessage[] {
  return Array.from({ length: count }, (_, i) => ({ seq: i + 1, text, reactions: [] }) as unknown as ChatMessage);
}

test("what was on screen is there again, with its time, once it was kept", async () => {
  const browser = new Browser();
  browser.show(["lobby", said(3)], ["team", said(1)]);
  browser.open().keep();
  const again = await browser.loaded();
  assert.deepEqual(again.channels, [head("lobby"), head("team")]);
  assert.deepEqual(again.channel("lobby"), { channelId: "lobby", atMs: 1_000, messages: said(3), isComplete: true });
  assert.equal(again.channel("other"), undefined);
});

test("many changes are kept once, and only the channels that changed", async () => {
  const browser = new Browser();
  const lobby = said(2);
  browser.show(["lobby", lobby], ["team", said(1)]);
  const keeper = browser.open();
  keeper.changed();
  assert.equal(browser.kept.size, 0);
  browser.waiting?.();
  browser.nowMs = 2_000;
  browser.show(["lobby", lobby], ["team", said(2)]);
  keeper.keep();
  const times = async () => ["lobby", "team"].map((id) => (browser.kept.get(`channel ${id}`) as { atMs: number }).atMs);
  assert.deepEqual(await times(), [1_000, 2_000]);
  keeper.keep({ isWhole: true });
  assert.deepEqual(await times(), [2_000, 2_000]);
});

test("the last hundred messages are kept, of long ones fewer, and then the beginning is not among them", async () => {
  const browser = new Browser();
  browser.show(["lobby", said(150)], ["team", said(100, "x".repeat(4_000))]);
  browser.open().keep();
  const again = await browser.loaded();
  const [lobby, team] = [again.channel("lobby"), again.channel("team")];
  assert.deepEqual([lobby?.messages.length, lobby?.messages[0]?.seq, lobby?.isComplete], [100, 51, false]);
  const count = team?.messages.length ?? 0;
  assert.ok(count > 20 && count < 40 && team?.messages.at(-1)?.seq === 100 && !team.isComplete, String(count));
});

test("twenty channels are kept, those that were read last", async () => {
  const browser = new Browser();
  const keeper = browser.open();
  for (let i = 0; i < 25; i++) {
    browser.nowMs++;
    browser.show([`c${i}`, said(1)]);
    keeper.keep();
  }
  assert.equal(browser.kept.size, 21);
  const again = await browser.loaded();
  assert.deepEqual(
    ["c4", "c5", "c24"].map((id) => again.channel(id) !== undefined),
    [false, true, true],
  );
});

test("nothing is shown to another person, and what they found is deleted", async () => {
  const browser = new Browser();
  browser.show(["lobby", said(1)]);
  browser.open().keep();
  const other = await browser.loaded("bob");
  assert.deepEqual([other.channels, other.channel("lobby"), browser.kept.size], [[], undefined, 0]);
});

test("nothing is kept after the person is gone, or before the server said anything", async () => {
  const browser = new Browser();
  browser.show(["lobby", said(1)]);
  const keeper = browser.open();
  browser.person = undefined;
  keeper.keep();
  browser.person = "ann";
  browser.picture = { epoch: 0, channels: [], shown: [] };
  keeper.keep();
  browser.show(["lobby", said(1)]);
  keeper.close();
  keeper.keep({ isWhole: true });
  assert.equal(browser.kept.size, 0);
});

test("another life of the server's store empties it, and so does leaving a channel for that channel", async () => {
  const browser = new Browser();
  browser.show(["lobby", said(1)], ["team", said(1)]);
  browser.open().keep();
  const left = await browser.loaded();
  left.compare({ epoch: 1, channels: [head("lobby")] });
  assert.deepEqual([left.channel("team"), browser.kept.has("channel team")], [undefined, false]);
  left.compare({ epoch: 2, channels: [head("lobby")] });
  assert.deepEqual([left.channels, left.channel("lobby"), browser.kept.size], [[], undefined, 0]);
});

test("what was forgotten while it was being read stays forgotten", async () => {
  const browser = new Browser();
  browser.show(["lobby", said(1)]);
  browser.open().keep();
  const keeper = browser.open();
  const loading = keeper.load();
  keeper.forget();
  await loading;
  assert.deepEqual([keeper.channels, keeper.channel("lobby")], [[], undefined]);
});
