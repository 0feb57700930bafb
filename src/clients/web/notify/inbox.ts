// How the inbox stands: how much is open, and when to list it anew.
import type { ChatClient, InboxItem, NotificationReason } from "../../sdk/browser.ts";
import type { Tabs } from "../session/tabs.ts";
import { ToldState } from "./told-state.ts";

/** What is known of the inbox without listing it. */
export interface InboxState {
  /** How much is not acknowledged; what is said of every message does not count. */
  readonly open: number;
  /** Another one after every change: what was listed before may be old. */
  readonly round: number;
  /** Somebody meant this person while the page was out of sight. */
  readonly wasMissed: boolean;
}

/** What the inbox works with. */
export interface InboxParts {
  readonly notifications: Pick<ChatClient["notifications"], "watch">;
  /** The person's other tabs, who tell each other how much is open. */
  readonly openTabs: () => Pick<Tabs<number>, "tell" | "listen" | "close">;
  /** Whether nobody looks. */
  readonly isAway: () => boolean;
}

const personal: ReadonlySet<NotificationReason | undefined> = new Set(["direct", "mention", "reply"]);

/** One of each session; start it when the house is shown. */
export class Inbox {
  readonly state = new ToldState<InboxState>({ open: 0, round: 0, wasMissed: false });
  readonly #parts: InboxParts;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** Follows the inbox until the returned function is called. */
  readonly start = (): (() => void) => {
    const tabs = this.#parts.openTabs();
    let isTold = false;
    // The server tells only so many tabs of one person: the others know it from those.
    tabs.listen((open) => {
      if (!isTold) this.#take(open, []);
    });
    const stop = this.#parts.notifications.watch(({ added, open, error }) => {
      isTold = !error;
      // What is shown stays as it was: how the inbox stands is not known then.
      if (error) return;
      this.#take(open, added);
      tabs.tell(open);
    });
    return () => {
      stop();
      tabs.close();
    };
  };

  /** So much is open after something was acknowledged here. */
  acknowledged(open: number): void {
    this.#take(open, []);
  }

  #take(open: number, added: readonly InboxItem[]): void {
    const { round, wasMissed } = this.state.read();
    const isMissed = this.#parts.isAway() && added.some(({ reason }) => personal.has(reason));
    this.state.change({ open, round: round + 1, wasMissed: wasMissed || isMissed });
  }
}
