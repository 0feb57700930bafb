// What the service worker does with what is pushed: shows it, takes it back, and leads to the message that was clicked.
import { addressOf } from "../place/address.ts";
import { pushedWords } from "../words/pushed-words.ts";
import { keptLanguage } from "./kept-language.ts";
import { type PushedNotice, toPushedNotice } from "./pushed-notice.ts";
import type { PushedEvent, SubscriptionEvent, WorkerScope } from "./worker-scope.ts";
import type { PageWhere, WorkerTold } from "./worker-talk.ts";

/** What a shown notification remembers. */
interface ShownData {
  readonly channelId: string;
  readonly seq: number;
  readonly key: string;
}

type Windows = Awaited<ReturnType<WorkerScope["clients"]["matchAll"]>>;

/** A page that does not answer so soon is not in anybody's sight. */
const answerMs = 500;

/** Listens for what is pushed, and for clicks on it. */
export class PushListeners {
  readonly #scope: WorkerScope;

  constructor(scope: WorkerScope) {
    this.#scope = scope;
  }

  /** Shows what came, or takes back what is shown. */
  async push({ data }: Pick<PushedEvent, "data">): Promise<void> {
    const notice = toPushedNotice(data, Date.now());
    if (notice.act !== "test") await this.#badge(notice.open);
    if (notice.act === "withdraw") await this.#close(notice.tag);
    else if (!(await this.#isInSight(notice))) await this.#show(notice);
  }

  /** Goes to the message in an open page, or opens one there. */
  async click(data: unknown): Promise<void> {
    const { channelId = "", seq = 0 } = (data ?? {}) as Partial<ShownData>;
    const windows = await this.#windows();
    const open = windows.find(({ visibilityState }) => visibilityState === "visible") ?? windows[0];
    if (!open) {
      const url = channelId === "" ? "/" : addressOf({ channelId, seq: seq || undefined });
      await this.#scope.clients.openWindow(url);
      return;
    }
    // Not every browser lets a page come to the front; it goes there all the same.
    await open.focus().catch(() => undefined);
    if (channelId !== "") tell(open, { type: "go", channelId, seq });
  }

  /** Subscribes anew where the browser did not, and lets open pages tell the server; a closed one does when it is opened. */
  async renew({ oldSubscription, newSubscription }: SubscriptionEvent): Promise<void> {
    const applicationServerKey = oldSubscription?.options.applicationServerKey;
    if (!newSubscription && applicationServerKey)
      await this.#scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    for (const page of await this.#windows()) tell(page, { type: "subscribed" });
  }

  async #show(notice: PushedNotice): Promise<void> {
    const { registration, caches, navigator } = this.#scope;
    const { tag, title, atMs: timestamp, channelId, seq, key } = notice;
    const lang = await keptLanguage(caches, navigator.languages);
    const shown = await registration.getNotifications({ tag });
    const isRepeat = shown.some(({ data }) => (data as Partial<ShownData> | null)?.key === key);
    const data: ShownData = { channelId, seq, key };
    const look = { icon: "/icon-192.png", badge: "/badge-96.png", timestamp, lang, tag, data };
    await registration.showNotification(title, { ...look, body: bodyOf(notice, lang), renotify: !isRepeat });
  }

  async #close(tag: string): Promise<void> {
    for (const shown of await this.#scope.registration.getNotifications({ tag })) shown.close();
  }

  async #badge(open: number): Promise<void> {
    const { navigator } = this.#scope;
    // The browser may have no place for it.
    await (open > 0 ? navigator.setAppBadge?.(open) : navigator.clearAppBadge?.())?.catch(() => undefined);
  }

  async #isInSight({ act, channelId }: PushedNotice): Promise<boolean> {
    if (act === "test" || channelId === "") return false;
    const seen = (await this.#windows()).filter(({ visibilityState }) => visibilityState === "visible");
    const fronts = await Promise.all(seen.map(frontOf));
    return fronts.includes(channelId);
  }

  #windows(): Promise<Windows> {
    return this.#scope.clients.matchAll({ type: "window" });
  }
}

function bodyOf({ act, body, count, reason }: PushedNotice, language: "en" | "ko"): string {
  const words = pushedWords[language];
  if (act === "test") return words.test;
  const hidden = words.hidden[reason as keyof typeof words.hidden] ?? words.hidden.all;
  const said = body === "" ? hidden : body;
  return count > 1 ? `${said}\n${words.others(count - 1)}` : said;
}

function frontOf(page: Windows[number]): Promise<string | undefined> {
  const { port1, port2 } = new MessageChannel();
  const answer = Promise.withResolvers<string | undefined>();
  const timer = setTimeout(() => answer.resolve(undefined), answerMs);
  port1.addEventListener("message", ({ data }: MessageEvent<PageWhere>) => answer.resolve(data.channelId));
  port1.start();
  tell(page, { type: "where" }, [port2]);
  return answer.promise.finally(() => {
    clearTimeout(timer);
    port1.close();
  });
}

function tell(page: Windows[number], told: WorkerTold, transfer: Transferable[] = []): void {
  page.postMessage(told, transfer);
}
