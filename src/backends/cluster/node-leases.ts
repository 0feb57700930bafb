// Which nodes there are: each renews a row that goes by itself when it does not.
import type { Cancel, Clock } from "../../core/clock.ts";
import type { Cql } from "./cql.ts";

const renewMs = 5_000;
const leaseSeconds = 15;

/** A node as it said of itself. */
export interface NodeRow {
  readonly address: string;
  /** The life of its process. */
  readonly node_id: string;
  readonly services: string[] | null;
  readonly version: string;
}

/** Keeps this node's lease, and knows whose others were there when it was last renewed. */
export class NodeLeases {
  readonly #cql: Cql;
  readonly #own: NodeRow;
  readonly #cancel: Cancel;
  #others: readonly NodeRow[] = [];

  constructor({ cql, clock, own }: { cql: Cql; clock: Clock; own: NodeRow }) {
    this.#cql = cql;
    this.#own = own;
    this.#cancel = clock.every(renewMs, () => void this.#renew().catch(() => undefined));
  }

  /** Takes the lease for the first time; rejects if the store cannot be reached. */
  async begin(): Promise<void> {
    await this.#renew();
  }

  /** The other nodes. */
  get others(): readonly NodeRow[] {
    return this.#others;
  }

  /** Gives the lease back, so that others need not wait for its end. */
  async close(): Promise<void> {
    this.#cancel();
    await this.#cql.run("DELETE FROM nodes WHERE address = ?", this.#own.address).catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const { address, node_id, services, version } = this.#own;
    const query = "INSERT INTO nodes (address, node_id, services, version) VALUES (?, ?, ?, ?) USING TTL ?";
    await this.#cql.run(query, address, node_id, services, version, leaseSeconds);
    const rows = await this.#cql.all<NodeRow>("SELECT address, node_id, services, version FROM nodes");
    this.#others = rows.filter((row) => row.address !== address);
  }
}
