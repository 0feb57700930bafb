import assert from "node:assert/strict";
import { test } from "node:test";
import { PushListeners } from "./push-listeners.ts";
import type { PageWindow, ShowOptions, SubscriptionEvent, WorkerScope } from "./worker-scope.ts";
import type { PageWhere, WorkerTold } from "./worker-talk.ts";

interface Shown extends ShowOptions {
  readonly title: string;
}

/** A page that says what is in front of it, if it says anything. */
class FakePage implements PageWindow {
  readonly told: WorkerTold[] = [];
  readonly visibilityState: DocumentVisibilityState;
  readonly #front: string | undefined;
  isFocused = false;

  constructor(visibilityState: DocumentVisibilityState, front?: string) {
    this.visibilityState = visibilityState;
    this.#front = front;
  }

  postMessage(told: WorkerTold, [port]: MessagePort[] = []): void {
    this.told.push(told);
    const where: PageWhere = { channelId: this.#front };
    if (this.#front !== undefined) port?.postMessage(where);
    port?.close();
  }

  async focus(): Promise<void> {
    this.isFocused = true;
  }
}

/** A browser with what it shows. */
class FakeBrowser {
  readonly shown = new Map<string, Shown>();
  readonly opened: string[] = [];
  readonly subscribed: unknown[] = [];
  pages: FakePage[] = [];
  badge: number | undefined;
  language = "en";

  readonly push = (data: unknown) => new PushListeners(this.#scope()).push({ data: { json: () => data } });
  readonly click = (data: unknown) => new PushListeners(this.#scope()).click(data);
  readonly renew = (event: Partial<SubscriptionEvent>) =>
    new PushListeners(this.#scope()).renew(event as SubscriptionEvent);

  #scope(): WorkerScope {
    const { shown } = this;
    const scope = {
      caches: { match: async () => new Response(this.language) },
      clients: {
        matchAll: async () => this.pages,
        openWindow: async (url: string) => void this.opened.push(url),
      },
      registration: {
        showNotification: async (title: string, options: ShowOptions) =>
          void shown.set(options.tag, { title, ...options }),
        getNotifications: async ({ tag }: { tag: string }) =>
          [...shown.values()]
            .filter((one) => one.tag === tag)
            .map((one) => ({ ...one, close: () => void shown.delete(tag) })),
        pushManager: { subscribe: async (options: unknown) => void this.subscribed.push(options) },
      },
      navigator: {
        languages: ["en"],
        setAppBadge: async (count: number) => void (this.badge = count),
        clearAppBadge: async () => void (this.badge = undefined),
      },
    };
    return scope as unknown as WorkerScope;
  }
}

const told = { v: 1, act: "tell", key: "k1", tag: "t1", title: "bea (#one)", body: "lunch?", count: 1, open: 3 };
const notice = { ...told, channelId: "one", channelName: "one", seq: 7, reason: "mention", atMs: 1_800_000_000_000 };

test("what is told is shown, a repeat makes no sound, and what follows replaces it", async () => {
  const browser = new FakeBrowser();
  await browser.push(notice);
  const [first] = browser.shown.values();
  assert.deepEqual([first?.title, first?.body, first?.renotify, browser.badge], ["bea (#one)", "lunch?", true, 3]);
  await browser.push(notice);
  assert.equal(browser.shown.get("t1")?.renotify, false);
  await browser.push({ ...notice, key: "k2", body: "or tea?", count: 2 });
  const { size } = browser.shown;
  const last = browser.shown.get("t1");
  assert.deepEqual([size, last?.body, last?.renotify], [1, "or tea?\n+ 1 more", true]);
});

test("what was read elsewhere is taken back, and the badge with it", async () => {
  const browser = new FakeBrowser();
  await browser.push(notice);
  await browser.push({ ...notice, tag: "t2" });
  await browser.push({ ...notice, act: "withdraw", open: 0 });
  assert.deepEqual([[...browser.shown.keys()], browser.badge], [["t2"], undefined]);
});

test("nothing is shown to who sees the channel, and all to who sees another or no page", async () => {
  const browser = new FakeBrowser();
  browser.pages = [new FakePage("visible", "one")];
  await browser.push(notice);
  assert.equal(browser.shown.size, 0);
  for (const page of [new FakePage("visible", "two"), new FakePage("hidden", "one"), new FakePage("visible")]) {
    browser.shown.clear();
    browser.pages = [page];
    await browser.push(notice);
    assert.equal(browser.shown.size, 1, page.visibilityState);
  }
});

test("without the text it says that there is something, in the language of the page", async () => {
  const browser = new FakeBrowser();
  browser.language = "ko";
  await browser.push({ ...notice, title: "Madang", body: "" });
  assert.equal(browser.shown.get("t1")?.body, "누군가 나를 불렀습니다.");
  await browser.push({ ...notice, act: "test", tag: "test", title: "Madang", body: "" });
  assert.equal(browser.shown.get("test")?.body, "시험 알림입니다. 여기로 알림이 옵니다.");
});

test("what cannot be read is shown as something new", async () => {
  const browser = new FakeBrowser();
  for (const data of [undefined, "text", [], { act: 5, tag: {}, count: "many" }]) {
    browser.shown.clear();
    await browser.push(data);
    assert.equal(browser.shown.get("madang")?.body, "There is a new message.");
  }
});

test("a click goes to the message in the page that is in sight, or opens one there", async () => {
  const browser = new FakeBrowser();
  await browser.click({ channelId: "a b", seq: 7 });
  await browser.click(undefined);
  assert.deepEqual(browser.opened, ["/#/c/a%20b/7", "/"]);
  const [hidden, seen] = [new FakePage("hidden"), new FakePage("visible")];
  browser.pages = [hidden, seen];
  await browser.click({ channelId: "one", seq: 7 });
  assert.deepEqual([seen.told, seen.isFocused], [[{ type: "go", channelId: "one", seq: 7 }], true]);
  assert.deepEqual([hidden.told, browser.opened.length], [[], 2]);
});

test("a subscription that ended is begun anew with the same key, and the pages tell the server", async () => {
  const browser = new FakeBrowser();
  const page = new FakePage("hidden");
  browser.pages = [page];
  const applicationServerKey = new ArrayBuffer(65);
  await browser.renew({ oldSubscription: { options: { applicationServerKey } } as PushSubscription });
  assert.deepEqual(browser.subscribed, [{ userVisibleOnly: true, applicationServerKey }]);
  assert.deepEqual(page.told, [{ type: "subscribed" }]);
});
