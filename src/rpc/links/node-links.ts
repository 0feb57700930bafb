// Opens links to other nodes over gRPC.
import type { Clock } from "../../core/clock.ts";
import type { NodeLink, NodeListener, Nodes } from "../../core/nodes.ts";
import { AskingLink } from "./asking-link.ts";

/** Nodes over gRPC; `own` is where other nodes find this one, as host:port. */
export class NodeLinks implements Nodes {
  readonly #own: string;
  readonly #clock: Clock;

  constructor({ own, clock }: { own: string; clock: Clock }) {
    this.#own = own;
    this.#clock = clock;
  }

  open(address: string, listener: NodeListener): NodeLink {
    return new AskingLink({ address, own: this.#own, listener, clock: this.#clock });
  }
}
