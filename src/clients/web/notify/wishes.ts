// What the person wants to be told of, as the server has it: in general and in each channel.
import { after } from "../../screens/after.ts";
import type { ChatClient, NotificationLevel, NotificationPreference } from "../../sdk/browser.ts";
import { ToldState } from "./told-state.ts";

/** What is wanted in one place. */
export interface Wish {
  readonly level: NotificationLevel;
  /** Undefined: not muted now. */
  readonly mutedUntil: number | undefined;
}

/** The wishes that are not the usual ones; the general one has the name "". */
export interface WishesState {
  readonly wishes: ReadonlyMap<string, Wish>;
}

type Notifications = Pick<ChatClient["notifications"], "preferences" | "setPreference">;

const usual: Wish = { level: "default", mutedUntil: undefined };
/** A clock that was set, or a laptop that slept, is noticed so soon. */
const longestWaitMs = 60_000;

/** One of each session; load it when the server is there. */
export class Wishes {
  readonly state = new ToldState<WishesState>({ wishes: new Map() });
  readonly #notifications: Notifications;
  readonly #now: () => number;
  #cancelWait: (() => void) | undefined;

  constructor(notifications: Notifications, now: () => number) {
    this.#notifications = notifications;
    this.#now = now;
  }

  /** Asks the server how they stand; rejects if it does not tell. */
  async load(): Promise<void> {
    const preferences = await this.#notifications.preferences();
    this.#show(new Map(preferences.map((one) => [one.channelId ?? "", toWish(one)])));
  }

  /** What is wanted there; `place` is a channel's id, or "" for in general. */
  in(place: string): Wish {
    return this.state.read().wishes.get(place) ?? usual;
  }

  /** Changes what is wanted there; rejects, and changes nothing, if the server does not take it. */
  async set(place: string, change: Partial<Wish>): Promise<void> {
    const wish = { ...this.in(place), ...change };
    await this.#notifications.setPreference({ ...(place !== "" && { channelId: place }), ...wish });
    this.#show(new Map(this.state.read().wishes).set(place, wish));
  }

  /** Waits for the end of no mute any more. */
  close(): void {
    this.#cancelWait?.();
  }

  #show(all: ReadonlyMap<string, Wish>): void {
    const nowMs = this.#now();
    this.state.change({ wishes: new Map([...all].map(([place, wish]) => [place, at(nowMs, wish)])) });
    this.#wait();
  }

  #wait(): void {
    this.#cancelWait?.();
    const ends = [...this.state.read().wishes.values()].flatMap(({ mutedUntil }) => mutedUntil ?? []);
    if (ends.length === 0) return;
    const waitMs = Math.max(0, Math.min(longestWaitMs, Math.min(...ends) - this.#now()));
    this.#cancelWait = after(waitMs, () => this.#wake());
  }

  // Nothing is drawn anew as long as nothing ended.
  #wake(): void {
    const { wishes } = this.state.read();
    const nowMs = this.#now();
    if ([...wishes.values()].some((wish) => at(nowMs, wish) !== wish)) this.#show(wishes);
    else this.#wait();
  }
}

function toWish({ level, mutedUntil }: NotificationPreference): Wish {
  return { level, mutedUntil };
}

function at(nowMs: number, wish: Wish): Wish {
  const isOver = wish.mutedUntil !== undefined && wish.mutedUntil <= nowMs;
  return isOver ? { ...wish, mutedUntil: undefined } : wish;
}
