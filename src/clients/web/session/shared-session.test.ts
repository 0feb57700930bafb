import assert from "node:assert/strict";
import { test } from "node:test";
import type { Transport } from "../../sdk/browser.ts";
import { sharedSession, type Told } from "./shared-session.ts";
import type { Tabs } from "./tabs.ts";

/** A server that gives another token at each refresh, and a browser whose tabs hear each other at once. */
class Tabbed {
  refreshes = 0;
  readonly tokens: (string | undefined)[] = [];
  readonly #listeners = new Set<(told: Told) => void>();
  #last: Promise<unknown> = Promise.resolve();

  open(userId = "ann") {
    const mine = new Set<(told: Told) => void>();
    const tabs: Tabs<Told> = {
      tell: (told) => [...this.#listeners].filter((one) => !mine.has(one)).forEach((listener) => listener(told)),
      listen: (listener) => {
        this.#listeners.add(listener);
        mine.add(listener);
      },
      alone: <T>(work: () => Promise<T>) => {
        const done = this.#last.then(work);
        this.#last = done;
        return done;
      },
      close: () => mine.forEach((listener) => this.#listeners.delete(listener)),
    };
    const unary = async (method: { name: string }, _request: unknown, options: { token: string | undefined }) => {
      if (method.name !== "RefreshSession") return void this.tokens.push(options.token);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { session: { accessToken: `token ${++this.refreshes}`, profile: { userId } } };
    };
    const shared = sharedSession({ unary, close() {} } as unknown as Transport, tabs);
    const call = (name: string, token?: string) => shared.unary({ name } as never, {}, { token, timeoutMs: 1_000 });
    return {
      refresh: async () => {
        const answer: unknown = await call("RefreshSession");
        return (answer as { session: { accessToken: string } }).session.accessToken;
      },
      say: (token: string) => call("SendMessage", token),
      close: () => shared.close(),
    };
  }
}

test("tabs that are loaded at once refresh the session once", async () => {
  const browser = new Tabbed();
  const tokens = await Promise.all([browser.open(), browser.open(), browser.open()].map((tab) => tab.refresh()));
  assert.deepEqual(tokens, ["token 1", "token 1", "token 1"]);
  assert.equal(browser.refreshes, 1);
});

test("a tab that comes later asks the others, and the server only if there are none", async () => {
  const browser = new Tabbed();
  const first = browser.open();
  await first.refresh();
  assert.equal(await browser.open().refresh(), "token 1");
  assert.equal(await first.refresh(), "token 2", "what one has is not given again");
});

test("a token that another tab renewed is used by all at their next call", async () => {
  const browser = new Tabbed();
  const [one, other] = [browser.open(), browser.open()];
  await one.refresh();
  await other.refresh();
  await other.refresh();
  await one.say("token 1");
  assert.deepEqual(browser.tokens, ["token 2"]);
});

test("what another person's tab was given is not used in one's own name", async () => {
  const browser = new Tabbed();
  const ann = browser.open();
  await ann.refresh();
  const bob = browser.open("bob");
  await bob.refresh();
  await bob.refresh();
  await ann.say("token 1");
  assert.deepEqual(browser.tokens, ["token 1"]);
  bob.close();
});
