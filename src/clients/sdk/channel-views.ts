// The views that somebody has open.
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import type { Calls } from "./calls.ts";
import { ChannelView } from "./channel-view.ts";

/** What views need of their client. */
export interface ChannelViewsParts {
  readonly calls: Calls;
  readonly seen: (channelId: string) => number;
}

/** One view a channel, for all who ask for it. */
export class ChannelViews {
  readonly #parts: ChannelViewsParts;
  readonly #views = new Map<string, ChannelView>();

  constructor(parts: ChannelViewsParts) {
    this.#parts = parts;
  }

  /** The view of a channel; made when it is first asked for. */
  open(channelId: string): ChannelView {
    const open = this.#views.get(channelId);
    if (open) return open;
    const view = new ChannelView(channelId, {
      calls: this.#parts.calls,
      seen: () => this.#parts.seen(channelId),
      onClose: () => this.#views.delete(channelId),
    });
    this.#views.set(channelId, view);
    return view;
  }

  /** An event of a channel's log. */
  apply(channelId: string, event: Event): void {
    this.#views.get(channelId)?.apply(event);
  }

  /** Events of a channel were passed over. */
  missed(channelId: string): void {
    this.#views.get(channelId)?.missed();
  }

  /** Fetches all of them anew, or only those that could not be fetched before. */
  refresh(which: "all" | "failed"): void {
    for (const view of this.#views.values()) if (which === "all" || !view.loaded) view.missed();
  }

  closeAll(): void {
    for (const view of [...this.#views.values()]) view.close();
  }
}
