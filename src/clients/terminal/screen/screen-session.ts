// The person at the screen: what they do goes to the client, what the client hears goes to the screen.

import { after } from "../../screens/after.ts";
import { ReadMarker } from "../../screens/read-marker.ts";
import { type ChatClient, ChatError, type ChatEvent, type ChatEventOf, type ChatMessage } from "../../sdk/index.ts";
import type { Answer } from "../commands/answer.ts";
import { answerLines } from "../commands/answer-lines.ts";
import { lobbyId } from "../commands/channel-commands.ts";
import { needsServer, runCommand } from "../commands/commands.ts";
import type { Desk } from "../commands/desk.ts";
import { readTypedLine } from "../commands/typed-line.ts";
import { failureSentence } from "../failure-sentence.ts";
import { Refusal } from "../refusal.ts";
import { channelLabel } from "../text/channel-label.ts";
import type { Visit } from "../visit.ts";
import { draftOf } from "./draft.ts";
import { FrontChannel } from "./front-channel.ts";
import { layoutOf, shownChannels } from "./layout.ts";
import type { ScreenStore } from "./screen-store.ts";

/** How it ended: the person left, or nobody is signed in any more. */
export type ScreenEnd = { readonly sentence: string | undefined };

const tickMs = 1_000;

/** Brings a client and a screen together. */
export class ScreenSession {
  /** Resolves when the screen is to be left. */
  readonly ended: Promise<ScreenEnd>;
  readonly #visit: Visit;
  readonly #client: ChatClient;
  readonly #store: ScreenStore;
  readonly #marker: ReadMarker;
  readonly #front: FrontChannel;
  readonly #end = Promise.withResolvers<ScreenEnd>();
  #off: () => void = () => undefined;
  #cancelTick: (() => void) | undefined;

  constructor(visit: Visit, store: ScreenStore) {
    this.#visit = visit;
    this.#client = visit.client;
    this.#store = store;
    this.#marker = new ReadMarker(visit.client);
    this.#front = new FrontChannel(visit.client, store, this.#marker);
    this.ended = this.#end.promise;
  }

  /** Connects, and begins in the channel that was asked for. */
  start(): void {
    const { channel, notes } = this.#visit;
    this.#off = this.#client.listen((event) => this.#hear(event));
    if (notes.length > 0) this.#store.dispatch({ type: "answered", lines: notes });
    this.#front.open(lobbyId);
    // Why it fails is told by the state.
    const connected = this.#client.connect({ timeoutMs: Number.POSITIVE_INFINITY });
    const isLobby = channel.toLowerCase() === lobbyId;
    connected.then(() => (isLobby ? undefined : this.#run("join", JSON.stringify(channel), ""))).catch(() => undefined);
  }

  /** Says what stands in the draft, or carries it out. */
  submit(): void {
    const { text } = this.#store.state.draft;
    const typed = readTypedLine(text);
    if (!typed) return;
    if (typed.kind === "say") {
      this.#store.dispatch({ type: "submitted" });
      this.#say(this.#store.state.channelId, typed.text);
    } else void this.#run(typed.name, typed.rest, text);
  }

  /** Something was typed: tells the others, unless it is a command. */
  typed(): void {
    const { draft, channelId, connection } = this.#store.state;
    if (connection !== "connected" || draft.text.trim() === "" || draft.text.startsWith("/")) return;
    // It is a courtesy: the next key says it again.
    this.#client.typing(channelId).catch(() => undefined);
  }

  /** Scrolls by pages, up if negative; earlier messages are fetched when the first one comes in sight. */
  scroll(pages: number): void {
    this.#store.dispatch({ type: "scrolled", pages });
    if (pages < 0 && !this.#store.state.panel) void this.#front.fetchOlderIfNeeded();
    this.#front.markRead();
  }

  /** Goes to the next or previous channel of the list. */
  step(step: -1 | 1): void {
    const channels = shownChannels(this.#store.state);
    const here = channels.findIndex(({ channelId }) => channelId === this.#store.state.channelId);
    const next = channels[(here + step + channels.length) % channels.length];
    if (next) this.#front.open(next.channelId);
  }

  /** Puts the last message of one's own into the draft, to be changed. */
  editLast(): void {
    const { messages, me } = this.#store.state;
    const mine = messages.findLast(({ from, deleted, text }) => from.id === me?.id && !deleted && text !== "");
    if (mine) this.#store.dispatch({ type: "drafted", draft: draftOf(`/edit ${mine.text}`) });
  }

  /** Leaves the screen. */
  leave(): void {
    this.#end.resolve({ sentence: undefined });
  }

  /** Follows nothing more. */
  close(): void {
    this.#off();
    this.#cancelTick?.();
    this.#marker.close();
    this.#front.close();
    this.#store.close();
  }

  async #run(name: string, rest: string, written: string): Promise<void> {
    const { words, connection } = this.#store.state;
    const desk = this.#desk();
    try {
      if (needsServer(name) && connection !== "connected") throw new Refusal("NOT_CONNECTED", words.notNow);
      this.#store.dispatch({ type: "submitted" });
      this.#answer(await runCommand(name, rest, desk));
    } catch (failure) {
      this.#store.dispatch({ type: "answered", lines: [failureSentence(failure, words)] });
      // So that a slip can be put right.
      if (this.#store.state.draft.text === "") this.#store.dispatch({ type: "drafted", draft: draftOf(written) });
    }
    this.#store.show();
  }

  #answer(answer: Answer): void {
    if (answer.type === "quit") return this.leave();
    // One sees where one is.
    if (answer.type === "opened") return;
    const { words, size, draft } = this.#store.state;
    const lines = answerLines(answer, words, layoutOf({ size, draft })?.paneColumns);
    if (lines.length > 0) this.#store.dispatch({ type: "answered", lines });
  }

  #desk(): Desk {
    const { channelId, counted, messages, words } = this.#store.state;
    const bySeq = new Map(messages.map((message) => [message.seq, message]));
    const countable = (counted ?? [])
      .map((seq) => bySeq.get(seq))
      .filter((one): one is ChatMessage => one !== undefined);
    return {
      client: this.#client,
      words,
      channelId,
      open: (opened) => this.#front.open(opened),
      say: (where, text, replyTo) => this.#say(where, text, replyTo),
      countable: async () => countable.toReversed(),
      history: async (count) => {
        await this.#front.fetchOlder(count);
        this.#store.dispatch({ type: "scrolled", pages: -1 });
        return { type: "done" };
      },
    };
  }

  #say(channelId: string, text: string, replyTo?: number): void {
    this.#client.send(channelId, { text, replyTo }).catch((error: unknown) => {
      // What can never be sent as it is goes back to where it can be changed.
      if (error instanceof ChatError && error.code === "INVALID_ARGUMENT") this.#store.dispatch({ type: "dismissed" });
      // A refused message shows itself; one that did not even fit into the outbox does not.
      else if (this.#store.state.outgoing.some((one) => one.error === error)) return;
      const lines = [failureSentence(error, this.#store.state.words)];
      this.#store.dispatch({ type: "answered", lines });
      if (this.#store.state.draft.text === "") this.#store.dispatch({ type: "drafted", draft: draftOf(text) });
    });
  }

  /** Who removed us last, and why; told when the channel goes. */
  #removal: string[] = [];

  #hear(event: ChatEvent): void {
    this.#store.dispatch({ type: "happened", event, nowMs: Date.now() });
    if (event.type === "state") this.#state(event);
    if (event.type === "removed" && event.user.id === this.#client.me?.id) this.#removed(event);
    if (event.type === "channelLeft") this.#left(event);
    if (event.type === "typing") this.#startTicking();
    this.#front.refreshSoon();
  }

  #state({ state, reason }: Extract<ChatEvent, { type: "state" }>): void {
    const { words } = this.#store.state;
    const { me } = this.#client;
    const isNew = me !== undefined && this.#store.state.me === undefined;
    this.#store.dispatch({ type: "connection", state, reason, me });
    const { name } = this.#visit;
    if (isNew && name !== undefined && me.name.toLowerCase() !== name.toLowerCase())
      this.#store.dispatch({ type: "answered", lines: [words.otherName(name, me.name)] });
    if (state === "disconnected" && reason)
      this.#end.resolve({ sentence: words.signInFailed(failureSentence(reason, words)) });
  }

  #removed({ from, user, banned, reason }: ChatEventOf<"removed">): void {
    const { words } = this.#store.state;
    this.#removal = [(banned ? words.banned : words.removed)(from.name, user.name, reason)];
  }

  #left({ channelId, removed }: Extract<ChatEvent, { type: "channelLeft" }>): void {
    const { state } = this.#store;
    this.#front.forget(channelId);
    if (channelId !== state.channelId) return;
    const label = channelLabel(state.channels.find((one) => one.channelId === channelId));
    this.#front.open(lobbyId);
    if (removed)
      this.#store.dispatch({ type: "answered", lines: [state.words.gone(label), ...this.#removal.splice(0)] });
  }

  #startTicking(): void {
    this.#cancelTick ??= after(tickMs, () => {
      this.#cancelTick = undefined;
      this.#store.dispatch({ type: "passed", nowMs: Date.now() });
      if (this.#store.state.typing.length > 0) this.#startTicking();
    });
  }
}
