// Somebody inside: what they do goes to the client, what the client hears goes to the store.

import { after } from "../../screens/after.ts";
import { ReadMarker } from "../../screens/read-marker.ts";
import type { ChatClient, ChatError, ChatEvent, ChatEventOf, Me } from "../../sdk/browser.ts";
import type { KeptStore } from "../offline/kept-store.ts";
import { type Picture, PictureKeeper } from "../offline/picture-keeper.ts";
import { firstState, lobbyId } from "./chat-state.ts";
import { ChatStore } from "./chat-store.ts";
import { FrontChannel } from "./front-channel.ts";

const tickMs = 1_000;

/** What the browser keeps for the times without a connection. */
export interface Keeping {
  readonly store: KeptStore;
  /** Whether this is still the person of this browser. */
  readonly isTheirs: (userId: string) => boolean;
}

/** Brings a client and the page together. Components get it by useActs; what it shows they read by useChat. */
export class ChatSession {
  readonly client: ChatClient;
  readonly store: ChatStore;
  /** Called when nobody is signed in any more, with the reason. */
  onEnd: (reason: ChatError) => void = () => undefined;
  /** Called when the session turns out to be another person's. */
  onOther: () => void = () => undefined;
  /** Called when it is known who it is. */
  onMe: (id: string) => void = () => undefined;
  /** Called when another channel comes to the front, or the same one once more. */
  onFront: (channelId: string) => void = () => undefined;
  readonly #front: FrontChannel;
  readonly #marker: ReadMarker;
  readonly #kept: PictureKeeper;
  #isCaughtUp = false;
  #off: () => void = () => undefined;
  #cancelTick: (() => void) | undefined;

  constructor(client: ChatClient, me: Me | undefined, { store, isTheirs }: Keeping) {
    this.client = client;
    this.store = new ChatStore(firstState(client.me ?? me));
    this.#marker = new ReadMarker(client);
    const userId = this.store.state.me?.id ?? "";
    const picture = () => this.#picture();
    this.#kept = new PictureKeeper({ store, userId, picture, isTheirs: () => isTheirs(userId) });
    this.#front = new FrontChannel(client, this.store, this.#marker, this.#kept);
  }

  /** Connects if that was not done, stays connected, and begins in the lobby, with what was kept of it until it is live. */
  start(): void {
    this.#off = this.client.listen((event) => this.#hear(event));
    this.#state(this.client);
    this.#front.open(lobbyId);
    void this.#kept.load().then(() => this.#compare());
    // Why it fails is told by the state.
    this.client.connect({ timeoutMs: Number.POSITIVE_INFINITY }).catch(() => undefined);
  }

  /** Brings a channel to the front. */
  open(channelId: string): void {
    this.#front.open(channelId);
    this.onFront(channelId);
  }

  /** Says something in the channel in front; it is pending at once, and what becomes of it is in `outgoing`. */
  say(text: string, replyTo?: number): void {
    this.client.send(this.store.state.channelId, { text, replyTo }).catch(() => undefined);
    this.store.show();
  }

  /** Sends a refused message once more, as the same message. */
  retry(clientMessageId: string): void {
    const refused = this.store.state.outgoing.find((one) => one.clientMessageId === clientMessageId);
    if (!refused || refused.error === undefined) return;
    const { channelId, text, replyTo } = refused;
    this.client.send(channelId, { text, replyTo, clientMessageId }).catch(() => undefined);
    this.store.show();
  }

  /** Takes a refused message out of sight. */
  dismiss(clientMessageId: string): void {
    this.store.dispatch({ type: "dismissed", clientMessageId });
    this.store.show();
  }

  /** A key was pressed in the composer: tells the others. */
  typed(): void {
    const { connection, channelId } = this.store.state;
    // It is a courtesy: the next key says it again.
    if (connection === "connected") this.client.typing(channelId).catch(() => undefined);
  }

  /** The last message is in sight of somebody who looks. */
  markRead(): void {
    this.#front.markRead();
  }

  /** Whether somebody looks at the page. */
  look(isLooking: boolean): void {
    this.store.dispatch({ type: "looking", isLooking });
    this.#front.look(isLooking);
    // It may be the last that this page does.
    if (!isLooking) this.#kept.keep({ isWhole: this.store.state.connection === "connected" });
  }

  /** That we were removed from a channel was read. */
  noteRemoval(): void {
    this.store.dispatch({ type: "removedFrom", name: undefined });
    this.store.show();
  }

  /** Follows nothing more, and lets go of the client. */
  close(): void {
    this.#off();
    this.#cancelTick?.();
    this.#kept.close();
    this.#marker.close();
    this.#front.close();
    this.store.close();
    this.client.close().catch(() => undefined);
  }

  #hear(event: ChatEvent): void {
    this.store.dispatch({ type: "happened", event, nowMs: Date.now() });
    if (event.type === "state") this.#state(event);
    if (event.type === "channelLeft") this.#left(event);
    if (event.type === "reset") this.#kept.forget();
    if (event.type === "caughtUp") {
      this.#isCaughtUp = true;
      this.#compare();
    }
    if (event.type === "typing") this.#startTicking();
    this.#front.refreshSoon();
  }

  #state({ state, reason }: Pick<ChatEventOf<"state">, "state" | "reason">): void {
    const { me } = this.client;
    const before = this.store.state.me;
    if (me && before && me.id !== before.id) return this.onOther();
    if (state === "connecting" && this.store.state.connection === "connected") this.#kept.keep({ isWhole: true });
    this.store.dispatch({ type: "connection", state, reason, me });
    if (me) this.onMe(me.id);
    if (state === "disconnected" && reason) this.onEnd(reason);
  }

  #left({ channelId, removed }: Pick<ChatEventOf<"channelLeft">, "channelId" | "removed">): void {
    const { state } = this.store;
    this.#front.forget(channelId);
    this.#kept.forgetChannel(channelId);
    if (channelId !== state.channelId) return;
    const name = state.channels.find((one) => one.channelId === channelId)?.name ?? channelId;
    this.open(lobbyId);
    if (removed) this.store.dispatch({ type: "removedFrom", name });
  }

  // Both what was kept and what the server says must be there. A channel that is not ours any more may be in front.
  #compare(): void {
    this.#front.refreshSoon();
    if (!this.#isCaughtUp) return;
    const { channelId, keptAtMs } = this.store.state;
    this.#kept.compare(this.#picture());
    if (keptAtMs !== undefined && !this.client.channel(channelId)) this.#left({ channelId, removed: true });
  }

  #picture(): Picture {
    const { epoch } = this.client.cursors();
    return { epoch, channels: this.client.channels(), shown: this.#front.shown() };
  }

  #startTicking(): void {
    this.#cancelTick ??= after(tickMs, () => {
      this.#cancelTick = undefined;
      this.store.dispatch({ type: "passed", nowMs: Date.now() });
      if (this.store.state.typing.length > 0) this.#startTicking();
    });
  }
}
