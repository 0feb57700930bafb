// One client: its connection, its outbox, and what it knows of its channels.
import type { ChatError } from "../../core/errors.ts";
import { createMessageId } from "../../core/ids.ts";
import type { Off } from "../../core/topics.ts";
import { AgentService } from "../../gen/madang/agent/v1/agent_pb.ts";
import { Beats } from "./beats.ts";
import type { CallOptions, CallParts, Calls } from "./calls.ts";
import type { ChannelHead } from "./channel-from-wire.ts";
import { ChannelList } from "./channel-list.ts";
import type { ChannelView } from "./channel-view.ts";
import { ChannelViews } from "./channel-views.ts";
import type { ChatEvent, ChatEventOf, ConnectionState } from "./chat-event.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import type { ClientOptions } from "./client-options.ts";
import { Connection, type ConnectOptions } from "./connection-state.ts";
import { Delivery } from "./delivery.ts";
import { type Listener, Listeners } from "./listeners.ts";
import { Outbox } from "./outbox.ts";
import { type OutgoingMessage, type QueuedMessage, requestToSend, type Sent } from "./outgoing-message.ts";
import type { Me } from "./person-from-wire.ts";
import { type PresencePicture, type Watched, watchPresence } from "./presence-watch.ts";
import { Publisher, type PublishOptions } from "./publisher.ts";
import { Recounts } from "./recounts.ts";
import { type SavedCursors, Subscription } from "./subscription.ts";

/** A message and where it goes. */
export type Publication = OutgoingMessage & { readonly channelId: string };

/** What the core shares with the acts around it. */
export interface ClientParts extends CallParts {
  readonly calls: Calls;
  readonly closing: AbortController;
}

/** Connects, sends and listens. */
export class ClientCore {
  readonly #parts: ClientParts;
  readonly #options: ClientOptions;
  readonly #listeners = new Listeners();
  readonly #connection: Connection;
  readonly #recounts: Recounts;
  readonly #channels = new ChannelList(
    () => this.me?.id,
    (channelId) => this.#recounts.ask(channelId),
  );
  readonly #views: ChannelViews;
  readonly #delivery: Delivery;
  readonly #outbox: Outbox;
  readonly #beats: Beats;
  readonly #subscription: Subscription;
  #closed: Promise<void> | undefined;

  /** Made by createClient only. */
  constructor(parts: ClientParts, options: ClientOptions) {
    this.#parts = parts;
    this.#options = options;
    if (options.listener) this.#listeners.listen(options.listener);
    this.#connection = new Connection(parts.clock, (state, reason) => this.#changed(state, reason));
    this.#delivery = new Delivery(parts);
    this.#outbox = new Outbox({
      deliver: (message, seenSeq, signal) => this.#delivery.deliver(message, seenSeq, signal),
      store: options.outbox,
      emit: (event) => this.#listeners.emit(event),
    });
    this.#beats = new Beats(parts.calls, parts.clock);
    this.#recounts = new Recounts({
      calls: parts.calls,
      readSeq: (channelId) => this.channel(channelId)?.readSeq ?? 0,
      emit: (event) => this.#emit(event),
    });
    this.#views = new ChannelViews({ calls: parts.calls, seen: (channelId) => this.seen(channelId) });
    this.#subscription = new Subscription({
      ...parts,
      cursors: options.cursors,
      fillGaps: options.fillGaps ?? true,
      listener: {
        emit: (event) => this.#emit(event),
        logged: (channelId, event) => this.#views.apply(channelId, event),
        missed: (channelId) => this.#views.missed(channelId),
        opened: () => this.#connection.set("connected"),
        lost: (error, last) => this.#connection.set(last ? "disconnected" : "connecting", error),
      },
    });
    // Nobody waits for it who could be told of a failure.
    const close = () => void this.close().catch(() => undefined);
    if (options.signal?.aborted) close();
    else options.signal?.addEventListener("abort", close, { once: true });
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Why the client is not connected; undefined if nothing failed. */
  get reason(): ChatError | undefined {
    return this.#connection.reason;
  }

  /** Who is signed in; undefined before the first sign-in. */
  get me(): Me | undefined {
    return this.#parts.session.me;
  }

  /** Hears the events of one type. */
  on<Type extends ChatEvent["type"]>(type: Type, listener: (event: ChatEventOf<Type>) => void): Off {
    return this.#listeners.on(type, listener);
  }

  /** Hears everything. */
  listen(listener: Listener): Off {
    return this.#listeners.listen(listener);
  }

  /**
   * Connects, and stays connected until `close`. Resolves when connected. Rejects when that is impossible or has not
   * happened in time; in the latter case the client goes on trying.
   */
  async connect(options: ConnectOptions = {}): Promise<void> {
    if (this.#closed) throw clientErrors.closed();
    if (this.state === "disconnected") {
      this.#connection.set("connecting");
      void this.#open();
    }
    await this.#connection.reached(options);
  }

  /** Says something; resolves when it is stored. Tried until it is, is refused, or the signal aborts. */
  send(channelId: string, what: string | OutgoingMessage, options: { signal?: AbortSignal } = {}): Promise<Sent> {
    if (this.#closed) return Promise.reject(clientErrors.closed());
    const message = { channelId, by: this.me?.id, ...this.#compose(what) };
    return this.#outbox.send(message, this.seen(channelId), options.signal);
  }

  /** Says many things, pipelined; resolves to how many when all are stored. What was sent this way is in no outbox. */
  publish(messages: Iterable<Publication> | AsyncIterable<Publication>, options: PublishOptions = {}): Promise<number> {
    const toSend = (message: Publication) =>
      requestToSend({ channelId: message.channelId, ...this.#compose(message) }, this.seen(message.channelId));
    return new Publisher({ ...this.#parts, toSend }, options).run(messages);
  }

  /** Messages that wait to be acknowledged. */
  pending(): readonly QueuedMessage[] {
    return this.#outbox.pending();
  }

  /** Our channels, kept current. */
  channels(): readonly ChannelHead[] {
    return this.#channels.all();
  }

  /** One of our channels; undefined if we are not in it. */
  channel(channelId: string): ChannelHead | undefined {
    return this.#channels.get(channelId);
  }

  /** Where we stand in every channel, to resume after a restart; counts in the event that is being told. */
  cursors(): SavedCursors {
    return this.#subscription.cursors();
  }

  /** The last seq that was told in a channel; 0 if none. */
  seen(channelId: string): number {
    return this.#subscription.seen(channelId);
  }

  /** We are in this channel from now on: nothing said in it is missed, even if the server has not named it yet. */
  expect(channelId: string): void {
    this.#subscription.expect(channelId);
  }

  /** The last messages of a channel as they stand; the same view until it is closed. */
  view(channelId: string): ChannelView {
    const view = this.#views.open(channelId);
    if (this.state === "connected" && !view.loaded) view.missed();
    return view;
  }

  /** Calls with the whole picture after every change of who is there; a channel's id stands for the channel. */
  watchPresence(watched: string | Watched, listener: (picture: PresencePicture) => void): Off {
    return watchPresence(typeof watched === "string" ? { channelId: watched } : watched, listener, this.#parts);
  }

  /** Says which channels are open, at most 20, now and from now on. */
  setOpenChannels(channelIds: readonly string[]): Promise<void> {
    return this.#beats.setOpenChannels(channelIds);
  }

  /** Ends the session, or all sessions of the person, and closes the client. */
  async signOut(options: CallOptions & { readonly everywhere?: boolean } = {}): Promise<void> {
    await this.#parts.calls.once(AgentService.method.signOut, { everywhere: options.everywhere ?? false }, options);
    await this.#parts.session.forget();
    await this.#close();
  }

  /** Lets go of everything; what waits to be sent rejects, and stays in the outbox's store. Closing twice is fine. */
  async close(): Promise<void> {
    if (!this.#closed) await this.#beats.leave();
    await this.#close();
  }

  #close(): Promise<void> {
    this.#closed ??= this.#letGo();
    return this.#closed;
  }

  async #letGo(): Promise<void> {
    const reason = clientErrors.closed();
    this.#views.closeAll();
    this.#subscription.close();
    this.#parts.closing.abort(reason);
    this.#connection.set("disconnected");
    try {
      await this.#outbox.close(reason);
    } finally {
      this.#parts.transport.close();
    }
  }

  async #open(): Promise<void> {
    try {
      await this.#outbox.open();
      if (this.#closed) return;
      if (this.#options.subscribe ?? true) return this.#subscription.open();
      await this.#parts.calls.signedIn((error) => this.#connection.set("connecting", error));
      if (!this.#closed) this.#connection.set("connected");
    } catch (error) {
      if (!this.#closed) this.#connection.set("disconnected", toChatError(error));
    }
  }

  #compose(what: string | OutgoingMessage) {
    const message = typeof what === "string" ? { text: what } : what;
    const { text = "", replyTo, custom }: OutgoingMessage = message;
    const { clientMessageId = createMessageId(this.#parts.clock.now()) }: OutgoingMessage = message;
    return { clientMessageId, text, replyTo, custom };
  }

  #changed(state: ConnectionState, reason: ChatError | undefined): void {
    if (state === "connected") {
      this.#delivery.wake();
      this.#beats.connected();
      this.#views.refresh("failed");
    } else this.#beats.disconnected();
    this.#listeners.emit({ type: "state", state, reason });
  }

  #emit(event: ChatEvent): void {
    this.#channels.take(event);
    if (event.type === "reset") {
      this.#outbox.forgetSeen();
      this.#views.refresh("all");
    }
    this.#listeners.emit(event);
  }
}
