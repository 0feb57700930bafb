// What the service worker and the open pages say to each other.

/** From the worker to a page. */
export type WorkerTold =
  /** Asks what is in front; the answer goes to the port that comes with it. */
  | { readonly type: "where" }
  /** A notification was clicked. */
  | { readonly type: "go"; readonly channelId: string; readonly seq: number }
  /** The browser's subscription is another one: the server does not know it yet. */
  | { readonly type: "subscribed" };

/** The answer to "where". */
export interface PageWhere {
  /** The channel that somebody sees; undefined: none. */
  readonly channelId: string | undefined;
}
