// Where one is and where one wants to go: keeps the address bar and the channel in front together.
import { after } from "../../screens/after.ts";
import { type Channel, ChatError } from "../../sdk/browser.ts";
import type { ChatSession } from "../state/chat-session.ts";
import { lobbyId } from "../state/chat-state.ts";
import type { Place } from "./address.ts";
import type { AddressBar } from "./address-bar.ts";

/** What stands in place of a channel that one is not in. */
export type Door =
  /** It is not known yet whether there is such a channel. */
  | { readonly type: "looking" }
  /** There is none, or one that may not be seen: nobody learns which. */
  | { readonly type: "none" }
  /** One may come in. */
  | { readonly type: "join"; readonly channel: Channel };

/** A message that one wants to see. */
export interface Goal {
  readonly channelId: string;
  readonly seq: number;
}

/** What is shown of it. */
export interface Whither {
  readonly door: Door | undefined;
  /** Until it was reached. */
  readonly goal: Goal | undefined;
}

type Session = Pick<ChatSession, "store" | "open" | "onFront"> & {
  readonly client: Pick<ChatSession["client"], "getChannel">;
};

const askAgainMs = 2_000;
const nowhere: Whither = { door: undefined, goal: undefined };

/** One of each session; start it when the house is shown. */
export class Whereabouts {
  readonly #session: Session;
  readonly #bar: AddressBar;
  readonly #listeners = new Set<() => void>();
  #whither: Whither;
  /** Not there yet. */
  #wanted: Place | undefined;
  /** Whose door is shown. */
  #answered: Place | undefined;
  #isWalking = false;
  #isAsking = false;
  #cancelAsk: (() => void) | undefined;

  constructor(session: Session, bar: AddressBar) {
    this.#session = session;
    this.#bar = bar;
    this.#wanted = bar.read();
    // Before the first picture: nobody should see a channel they did not ask for.
    const isElsewhere = this.#wanted !== undefined && this.#wanted.channelId !== lobbyId;
    this.#whither = isElsewhere ? { door: { type: "looking" }, goal: undefined } : nowhere;
  }

  /** What is shown; the same object until something changes. */
  readonly whither = (): Whither => this.#whither;

  /** Calls after every change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Goes where the address bar points, and follows it and the session until the returned function is called. */
  readonly start = (): (() => void) => {
    this.#session.onFront = (channelId) => this.#chosen(channelId);
    const offs = [
      this.#bar.listen((place) => this.go(place ?? { channelId: lobbyId })),
      this.#session.store.subscribe(() => this.#settle()),
    ];
    const place = this.#bar.read();
    if (place) this.go(place);
    return () => {
      for (const off of offs) off();
      this.#cancelAsk?.();
      this.#session.onFront = () => undefined;
    };
  };

  /** Goes to a place that the address bar names already; to a channel that one is not in only up to its door. */
  go(place: Place): void {
    this.#wanted = place;
    this.#settle();
  }

  /** Goes to a place, and names it in the address bar. */
  visit(place: Place): void {
    this.#bar.push(place);
    this.go(place);
  }

  /** The message that one wanted to see was gone to. */
  reached(goal: Goal): void {
    if (this.#whither.goal === goal) this.#show({ ...this.#whither, goal: undefined });
  }

  /** One has come in through the door. */
  enter(): void {
    if (this.#wanted) this.#arrive(this.#wanted);
  }

  #settle(): void {
    const place = this.#wanted;
    if (!place) return;
    const { channels, connection } = this.#session.store.state;
    const isMine = channels.some(({ channelId }) => channelId === place.channelId);
    if (isMine || place.channelId === lobbyId) return this.#arrive(place);
    if (this.#isAsking || this.#answered === place) return;
    this.#show({ door: { type: "looking" }, goal: undefined });
    if (connection === "connected") void this.#ask(place);
  }

  async #ask(place: Place): Promise<void> {
    this.#isAsking = true;
    const door = await this.#session.client.getChannel(place.channelId).then(doorTo, doorAfter);
    this.#isAsking = false;
    if (this.#wanted !== place) this.#settle();
    else if (door === "open") this.#arrive(place);
    else if (door === "unknown") {
      this.#cancelAsk?.();
      this.#cancelAsk = after(askAgainMs, () => this.#settle());
    } else {
      this.#answered = place;
      this.#show({ door, goal: undefined });
    }
  }

  #arrive({ channelId, seq }: Place): void {
    this.#wanted = undefined;
    this.#isWalking = true;
    if (this.#session.store.state.channelId !== channelId) this.#session.open(channelId);
    this.#isWalking = false;
    this.#show({ door: undefined, goal: seq === undefined ? undefined : { channelId, seq } });
  }

  #chosen(channelId: string): void {
    if (this.#isWalking) return;
    this.#wanted = undefined;
    this.#show(nowhere);
    const { channelId: named = lobbyId, seq } = this.#bar.read() ?? {};
    if (named !== channelId || seq !== undefined) this.#bar.push({ channelId });
  }

  #show(next: Whither): void {
    const { door, goal } = this.#whither;
    if (next.door === door && next.goal === goal) return;
    if (next.door?.type === "looking" && door?.type === "looking") return;
    this.#whither = next;
    for (const listener of this.#listeners) listener();
  }
}

function doorTo(channel: Channel): Door | "open" {
  return channel.role === "none" && channel.kind !== "lobby" ? { type: "join", channel } : "open";
}

const refusals: ReadonlySet<string> = new Set(["NOT_FOUND", "PERMISSION_DENIED", "INVALID_ARGUMENT"]);

function doorAfter(failure: unknown): Door | "unknown" {
  return failure instanceof ChatError && refusals.has(failure.code) ? { type: "none" } : "unknown";
}
