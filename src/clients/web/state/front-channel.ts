// The channel in front: its messages, who is there, what was read of it.

import { after } from "../../screens/after.ts";
import type { ReadMarker } from "../../screens/read-marker.ts";
import type { ChannelView, ChatClient } from "../../sdk/browser.ts";
import type { ShownChannel } from "../offline/kept-picture.ts";
import type { PictureKeeper } from "../offline/picture-keeper.ts";
import type { ChatStore } from "./chat-store.ts";

/** How often the picture is taken anew while much happens. */
const refreshMs = 16;
const mostViews = 10;

/** Keeps the store current about one channel at a time. */
export class FrontChannel {
  readonly #client: ChatClient;
  readonly #store: ChatStore;
  readonly #marker: ReadMarker;
  readonly #kept: PictureKeeper;
  /** Of the channels that were in front lately, the last one last. */
  readonly #views = new Map<string, ChannelView>();
  #isLooking = true;
  #offs: (() => void)[] = [];
  #cancelRefresh: (() => void) | undefined;

  constructor(client: ChatClient, store: ChatStore, marker: ReadMarker, kept: PictureKeeper) {
    this.#client = client;
    this.#store = store;
    this.#marker = marker;
    this.#kept = kept;
  }

  /** Brings a channel to the front. */
  open(channelId: string): void {
    this.#letGo();
    // As they are now: from them it is told what came while nobody looked.
    this.#showChannels();
    this.#store.dispatch({ type: "front", channelId });
    this.#offs = [
      this.#view().onChange(() => this.refreshSoon()),
      this.#client.watchPresence(channelId, ({ people, hereCount }) => {
        this.#store.dispatch({ type: "people", people, hereCount });
      }),
    ];
    this.#sayWhatIsOpen();
    this.#refresh();
    this.#store.show();
  }

  /** The picture is taken anew in a moment: once for all that happens until then. */
  refreshSoon(): void {
    this.#cancelRefresh ??= after(refreshMs, () => this.#refresh());
  }

  /** Everything that is there was seen. */
  markRead(): void {
    const { channelId, messages, connection, keptAtMs } = this.#store.state;
    const seq = messages.at(-1)?.seq;
    if (seq !== undefined && keptAtMs === undefined && connection === "connected") this.#marker.saw(channelId, seq);
  }

  /** The channels whose messages are current. */
  shown(): readonly ShownChannel[] {
    return [...this.#views.values()]
      .filter(({ loaded }) => loaded)
      .map(({ channelId, messages, complete: isComplete }) => ({ channelId, messages, isComplete }));
  }

  /** We are no longer in a channel: what was seen of it would have a hole if we came back. */
  forget(channelId: string): void {
    this.#views.get(channelId)?.close();
    this.#views.delete(channelId);
  }

  /** Whether somebody looks at it: who does not is not here, and is told of what is said. */
  look(isLooking: boolean): void {
    this.#isLooking = isLooking;
    this.#sayWhatIsOpen();
  }

  /** Follows nothing more. */
  close(): void {
    this.#letGo();
    this.#cancelRefresh?.();
  }

  #sayWhatIsOpen(): void {
    const open = this.#isLooking ? [this.#store.state.channelId] : [];
    // It is said again with the next sign of life.
    this.#client.setOpenChannels(open).catch(() => undefined);
  }

  #letGo(): void {
    for (const off of this.#offs) off();
    this.#offs = [];
  }

  #refresh(): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = undefined;
    const { channelId, messages, loaded: isLoaded, complete: isComplete } = this.#view();
    const kept = isLoaded || messages.length > 0 ? undefined : this.#kept.channel(channelId);
    this.#showChannels();
    this.#store.dispatch({
      type: "messages",
      ...(kept
        ? { messages: kept.messages, isLoaded: true, isComplete: kept.isComplete, keptAtMs: kept.atMs }
        : { messages, isLoaded, isComplete }),
    });
    this.#kept.changed();
  }

  // Until the server has named them they are shown as they were.
  #showChannels(): void {
    const channels = this.#client.channels();
    const areKept = channels.length === 0 && this.#kept.channels.length > 0;
    this.#store.dispatch({ type: "channels", channels: areKept ? this.#kept.channels : channels, areKept });
  }

  #view(): ChannelView {
    const { channelId } = this.#store.state;
    const view = this.#views.get(channelId) ?? this.#client.view(channelId);
    this.#views.delete(channelId);
    this.#views.set(channelId, view);
    const [oldest] = this.#views;
    if (this.#views.size > mostViews && oldest) {
      oldest[1].close();
      this.#views.delete(oldest[0]);
    }
    return view;
  }
}
