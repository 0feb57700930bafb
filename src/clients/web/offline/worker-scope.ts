// As much of the world of a service worker as is used here: the library of types for pages does not know it.

/** An event whose end the browser waits for. */
export interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

/** The page, or a file of it, is asked for. */
export interface FetchedEvent extends LastingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** Something came by the browser's push service. */
export interface PushedEvent extends LastingEvent {
  readonly data: { json(): unknown } | null;
}

/** Somebody clicked what was shown. */
export interface ClickedEvent extends LastingEvent {
  readonly notification: ShownNotification;
}

/** The push service ended a subscription, and may have begun another. */
export interface SubscriptionEvent extends LastingEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

interface WorkerEvents {
  readonly install: LastingEvent;
  readonly activate: LastingEvent;
  readonly fetch: FetchedEvent;
  readonly push: PushedEvent;
  readonly notificationclick: ClickedEvent;
  readonly pushsubscriptionchange: SubscriptionEvent;
}

/** What is on the screen outside the page. */
export interface ShownNotification {
  readonly tag: string;
  readonly data: unknown;
  close(): void;
}

/** How something is shown there. */
export interface ShowOptions {
  readonly body: string;
  /** What has the same one is replaced. */
  readonly tag: string;
  /** Makes itself heard also where it replaces another. */
  readonly renotify: boolean;
  readonly icon: string;
  readonly badge: string;
  readonly timestamp: number;
  readonly lang: string;
  readonly data: unknown;
}

/** An open page. */
export interface PageWindow {
  readonly visibilityState: DocumentVisibilityState;
  postMessage(told: unknown, transfer?: Transferable[]): void;
  focus(): Promise<unknown>;
}

/** The open pages. */
export interface PageWindows {
  claim(): Promise<void>;
  matchAll(options: { readonly type: "window" }): Promise<readonly PageWindow[]>;
  openWindow(url: string): Promise<unknown>;
}

/** The worker's own place in the browser. */
export interface WorkerRegistration {
  showNotification(title: string, options: ShowOptions): Promise<void>;
  getNotifications(filter: { readonly tag: string }): Promise<readonly ShownNotification[]>;
  readonly pushManager: Pick<PushManager, "subscribe">;
}

/** The global object of a service worker. */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly clients: PageWindows;
  readonly registration: WorkerRegistration;
  readonly navigator: Pick<Navigator, "languages"> & Partial<Pick<Navigator, "setAppBadge" | "clearAppBadge">>;
  skipWaiting(): Promise<void>;
  addEventListener<Type extends keyof WorkerEvents>(type: Type, listener: (event: WorkerEvents[Type]) => void): void;
}
