// The channel in front: its messages, who is there, what was read of it.

import { after } from "../../screens/after.ts";
import type { ReadMarker } from "../../screens/read-marker.ts";
import type { ChannelView, ChatClient } from "../../sdk/index.ts";
import { layoutOf, paneRowsOf } from "./layout.ts";
import type { ScreenStore } from "./screen-store.ts";
import { scrolled } from "./scroll.ts";

/** How often the picture is taken anew while much happens. */
const refreshMs = 30;
const olderMessages = 50;
const mostViews = 10;

/** Keeps the store current about one channel at a time. */
export class FrontChannel {
  readonly #client: ChatClient;
  readonly #store: ScreenStore;
  readonly #marker: ReadMarker;
  /** Of the channels that were in front lately, the last one last. */
  readonly #views = new Map<string, ChannelView>();
  #offs: (() => void)[] = [];
  #cancelRefresh: (() => void) | undefined;

  constructor(client: ChatClient, store: ScreenStore, marker: ReadMarker) {
    this.#client = client;
    this.#store = store;
    this.#marker = marker;
  }

  /** Brings a channel to the front. */
  open(channelId: string): void {
    this.#letGo();
    this.#store.dispatch({ type: "front", channelId });
    this.#offs = [
      this.#view().onChange(() => this.refreshSoon()),
      this.#client.watchPresence(channelId, ({ people, hereCount }) => {
        this.#store.dispatch({ type: "people", people, hereCount });
      }),
    ];
    // It is said again with the next sign of life.
    this.#client.setOpenChannels([channelId]).catch(() => undefined);
    this.#refresh();
  }

  /** The picture is taken anew in a moment: once for all that happens until then. */
  refreshSoon(): void {
    this.#cancelRefresh ??= after(refreshMs, () => this.#refresh());
  }

  /** Fetches earlier messages if the first one is in sight. */
  async fetchOlderIfNeeded(): Promise<void> {
    const { state } = this.#store;
    const layout = layoutOf(state);
    if (!layout) return;
    const rows = paneRowsOf(state, layout.paneColumns);
    if (scrolled(rows, { height: layout.paneRows, anchor: state.anchor, by: 0 }).isAtTop) await this.fetchOlder();
  }

  /** Fetches earlier messages; where that fails the screen stays as it is. */
  async fetchOlder(count = olderMessages): Promise<void> {
    const view = this.#view();
    const { isLoadingOlder, isComplete, connection } = this.#store.state;
    if (isLoadingOlder || isComplete || connection !== "connected" || !view.loaded) return;
    this.#store.dispatch({ type: "loadingOlder", isLoadingOlder: true });
    try {
      await view.loadOlder(Math.min(count, 200));
    } catch {
      // The next scrolling tries again.
    } finally {
      this.#store.dispatch({ type: "loadingOlder", isLoadingOlder: false });
      this.#refresh();
    }
  }

  /** What is in sight is read. */
  markRead(): void {
    const { channelId, anchor, messages, connection } = this.#store.state;
    if (anchor || connection !== "connected") return;
    const seq = messages.at(-1)?.seq;
    if (seq !== undefined) this.#marker.saw(channelId, seq);
  }

  /** We are no longer in a channel: what was seen of it would have a hole if we came back. */
  forget(channelId: string): void {
    this.#views.get(channelId)?.close();
    this.#views.delete(channelId);
  }

  /** Follows nothing more. */
  close(): void {
    this.#letGo();
    this.#cancelRefresh?.();
  }

  #letGo(): void {
    for (const off of this.#offs) off();
    this.#offs = [];
  }

  #refresh(): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = undefined;
    const view = this.#view();
    const { messages, complete: isComplete } = view;
    // The client changes its own in place.
    this.#store.dispatch({ type: "channels", channels: this.#client.channels().map((one) => ({ ...one })) });
    this.#store.dispatch({ type: "messages", messages, isComplete });
    this.markRead();
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
