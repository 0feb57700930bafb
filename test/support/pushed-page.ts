// A page that is told by push, in a Chromium without a screen: it has no push service, no permission and no place for
// notifications, so these three are stood in for. The page, its worker and the push events themselves are real.
import type { BrowserContext, CDPSession, Worker } from "playwright-core";
import type { PagePerson } from "./page-person.ts";
import { eventually } from "./running-command.ts";

/** What a browser subscribes with. */
export interface Subscribed {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** What stands on the screen beside the page. */
export interface OnScreen {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

const deadlineMs = 10_000;
const awayMs = 2_300;

// Chromium's build for machines without a screen has "denied" as its last word, and ends a page that sets a badge in its worker.
const screenOfWorker = `
  self.screen = [];
  self.badge = 0;
  WorkerNavigator.prototype.setAppBadge = async (count) => { self.badge = count; };
  WorkerNavigator.prototype.clearAppBadge = async () => { self.badge = 0; };
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
    self.screen = self.screen.filter(({ tag }) => tag !== options.tag);
    const shown = { title, ...options, close: () => { self.screen = self.screen.filter((one) => one !== shown); } };
    self.screen.push(shown);
  };
  ServiceWorkerRegistration.prototype.getNotifications = async ({ tag } = {}) =>
    self.screen.filter((one) => tag === undefined || one.tag === tag);
`;

/** Lets the pages of a context subscribe with this, before they are opened; the browser's question is answered with yes. */
export async function letSubscribe(context: BrowserContext, subscribed: Subscribed): Promise<void> {
  await context.addInitScript(`
    const kept = () => localStorage.getItem("test.subscribed");
    const subscriptionOf = (serverKey) => ({
      endpoint: ${JSON.stringify(subscribed.endpoint)},
      options: { applicationServerKey: Uint8Array.from(serverKey.split(",")).buffer },
      toJSON: () => (${JSON.stringify(subscribed)}),
      unsubscribe: async () => (localStorage.removeItem("test.subscribed"), true),
    });
    Object.defineProperty(Notification, "permission", { get: () => localStorage.getItem("test.allowed") ?? "default" });
    Notification.requestPermission = async () => {
      localStorage.setItem("test.asked", String(Number(localStorage.getItem("test.asked") ?? 0) + 1));
      localStorage.setItem("test.allowed", "granted");
      return "granted";
    };
    PushManager.prototype.getSubscription = async () => (kept() === null ? null : subscriptionOf(kept()));
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
      localStorage.setItem("test.subscribed", new Uint8Array(applicationServerKey).join(","));
      return subscriptionOf(kept());
    };
  `);
}

/** Somebody's page with its worker. */
export class PushedPage {
  readonly #person: PagePerson;
  readonly #origin: string;
  readonly #worker: Worker;
  readonly #devTools: CDPSession;
  #registrationId: string | undefined;

  private constructor(person: PagePerson, origin: string, worker: Worker, devTools: CDPSession) {
    this.#person = person;
    this.#origin = origin;
    this.#worker = worker;
    this.#devTools = devTools;
  }

  /** Resolves once the page's worker is at work. */
  static async of(person: PagePerson, origin: string): Promise<PushedPage> {
    const { page, context } = person;
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    await worker.evaluate(screenOfWorker);
    const pushed = new PushedPage(person, origin, worker, await context.newCDPSession(page));
    pushed.#devTools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      pushed.#registrationId = registrations.find(({ isDeleted }) => !isDeleted)?.registrationId;
    });
    await pushed.#devTools.send("ServiceWorker.enable");
    await eventually(
      () => pushed.#registrationId !== undefined,
      deadlineMs,
      () => "The worker is not registered.",
    );
    return pushed;
  }

  /** What the browser's push service would do with it. */
  async deliver(payload: unknown): Promise<void> {
    const registrationId = this.#registrationId ?? "";
    const data = JSON.stringify(payload);
    await this.#devTools.send("ServiceWorker.deliverPushMessage", { origin: this.#origin, registrationId, data });
  }

  /** What is shown outside of the page now. */
  shown(): Promise<readonly OnScreen[]> {
    return this.#worker.evaluate("self.screen.map(({ title, body, tag }) => ({ title, body, tag }))");
  }

  /** The number at the page's icon. */
  badge(): Promise<number> {
    return this.#worker.evaluate("self.badge");
  }

  /** Resolves once so many are shown. */
  async shows(count: number): Promise<readonly OnScreen[]> {
    const endsAtMs = performance.now() + deadlineMs;
    for (;;) {
      const shown = await this.shown();
      if (shown.length === count) return shown;
      if (performance.now() > endsAtMs) throw new Error(`${JSON.stringify(shown)} are shown, not ${count}.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Clicks the one that is shown. */
  async click(): Promise<void> {
    await this.#worker.evaluate(`(() => {
      const event = new ExtendableEvent("notificationclick");
      // What a script makes may not wait.
      Object.defineProperties(event, {
        waitUntil: { value: () => undefined },
        notification: { value: self.screen[0] },
      });
      self.dispatchEvent(event);
    })()`);
  }

  /** Another tab comes to the front, for longer than the page takes for a moment. */
  async leave(): Promise<void> {
    await this.#person.page.evaluate(`
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    `);
    await new Promise((resolve) => setTimeout(resolve, awayMs));
  }
}
