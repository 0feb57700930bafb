// This process's links to other nodes: opened when they are needed, and again after they ended.
import type { NodeLink, NodeListener, Nodes } from "../../core/nodes.ts";

/** Hears what comes over the links, and from where. */
export interface LinksListener extends Omit<NodeListener, "onEnd"> {
  /** The link to this address is over, with all that was followed by it. */
  onEnd(address: string): void;
}

/** At most one link to each address. */
export class Links {
  readonly #nodes: Nodes;
  readonly #open = new Map<string, NodeLink>();
  #listener: LinksListener | undefined;
  #closed = false;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  /** Who hears; set before the first link. */
  listen(listener: LinksListener): void {
    this.#listener = listener;
  }

  /** The link to an address; undefined once closed. */
  to(address: string): NodeLink | undefined {
    if (this.#closed) return undefined;
    const known = this.#open.get(address);
    if (known) return known;
    const listener = this.#listener as LinksListener;
    const link = this.#nodes.open(address, {
      onHead: (channelId, head) => listener.onHead(channelId, head),
      onEvents: (channelId, events) => listener.onEvents(channelId, events),
      onLeft: (channelId, owner) => listener.onLeft(channelId, owner),
      onSignal: (signal) => listener.onSignal(signal),
      onEnd: () => {
        if (this.#open.get(address) === link) this.#open.delete(address);
        if (!this.#closed) listener.onEnd(address);
      },
    });
    this.#open.set(address, link);
    return link;
  }

  /** The addresses to which a link is open. */
  get addresses(): string[] {
    return [...this.#open.keys()];
  }

  close(): void {
    this.#closed = true;
    for (const link of this.#open.values()) link.close();
    this.#open.clear();
  }
}
