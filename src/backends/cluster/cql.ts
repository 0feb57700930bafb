// The CQL store as the cluster backend uses it: the only file that knows the driver.
import { auth, Client, policies, type types } from "cassandra-driver";
import { ChatError, errors } from "../../core/errors.ts";

/** Where the store is. */
export interface CqlPlace {
  /** host:port of some nodes; the others are found through them. */
  readonly contactPoints: readonly string[];
  readonly keyspace: string;
  readonly localDataCenter: string;
  readonly credentials?: { readonly username: string; readonly password: string } | undefined;
}

/** A statement and what stands in the places of its question marks. */
export interface Statement {
  readonly query: string;
  readonly params: readonly unknown[];
}

/** A page of rows; `next` is where the next one begins, undefined at the end. */
export interface RowPage<Row> {
  readonly rows: Row[];
  readonly next: string | undefined;
}

/** The store cannot be used as it is; the message is a sentence for the operator. */
export class CqlError extends Error {}

const deadlineMs = 5_000;
const connectMs = 10_000;
/** Requests that wait for an answer, at most: more are refused, so that a slow store does not fill our memory. */
const maxWaiting = 4_096;
// As numbers, since the driver is loaded only where it is used. consistencies: localQuorum, localSerial.
const localQuorum = 0x06;
const localSerial = 0x09;
const protocolVersion = 4;

/**
 * Rows, written and read at LOCAL_QUORUM and stamped by the store's clock unless a statement says otherwise. Every call has
 * 5 s; whatever fails rejects with UNAVAILABLE, which for a write means unknown.
 */
export class Cql {
  readonly #client: Client;
  readonly #hosts = new Set<EndableHost>();
  #waiting = 0;
  /** Requests so far, for metrics and tests. */
  requests = 0;

  private constructor(client: Client) {
    this.#client = client;
    for (const event of ["hostAdd", "hostUp", "hostDown", "hostRemove"])
      client.on(event, (host: EndableHost) => this.#hosts.add(host));
  }

  /** Connects; with `keyspace` "" to no keyspace. Rejects with CqlError. */
  static async open(place: CqlPlace): Promise<Cql> {
    const client = new Client(toOptions(place));
    try {
      await client.connect();
      return new Cql(client);
    } catch (failure) {
      await client.shutdown().catch(() => undefined);
      throw new CqlError(explain(place, failure), { cause: failure });
    }
  }

  /** All rows: for queries that are bounded by what they ask. */
  async all<Row>(query: string, ...params: readonly unknown[]): Promise<Row[]> {
    const found = await this.#execute(query, params, { autoPage: false, fetchSize: 10_000 });
    return found.rows as unknown as Row[];
  }

  /** The first row. */
  async one<Row>(query: string, ...params: readonly unknown[]): Promise<Row | undefined> {
    const [row] = await this.all<Row>(query, ...params);
    return row;
  }

  /** A page of at most `size` rows, from where an earlier one ended. */
  async page<Row>(
    { query, params }: Statement,
    { size, after }: { size: number; after: string | undefined },
  ): Promise<RowPage<Row>> {
    const state = after === undefined ? {} : { pageState: after };
    const found = await this.#execute(query, params, { autoPage: false, fetchSize: size, ...state });
    return { rows: found.rows as unknown as Row[], next: found.pageState ?? undefined };
  }

  /** Runs a statement that may be run twice. */
  async run(query: string, ...params: readonly unknown[]): Promise<void> {
    await this.#execute(query, params, { isIdempotent: true });
  }

  /**
   * Runs a lightweight transaction. Resolves to undefined if it was applied, otherwise to the row that stood against it,
   * which has no columns if there was none.
   */
  async compare<Row>(query: string, ...params: readonly unknown[]): Promise<Partial<Row> | undefined> {
    const found = await this.#execute(query, params, { serialConsistency: localSerial });
    return found.wasApplied() ? undefined : ((found.first() ?? {}) as unknown as Partial<Row>);
  }

  /** Runs statements of one partition: all of them or none. Of several partitions only with `logged`, which costs more. */
  async batch(statements: readonly Statement[], logged = false): Promise<void> {
    if (statements.length === 0) return;
    const queries = statements.map(({ query, params }) => ({ query, params: [...params] }));
    await this.#bounded(() => this.#client.batch(queries, { prepare: true, logged, isIdempotent: true, ...usual }));
  }

  /** Runs statements that stand each for itself, at once. */
  async each(statements: readonly Statement[]): Promise<void> {
    await Promise.all(statements.map(({ query, params }) => this.run(query, ...params)));
  }

  /** Runs a statement that changes tables, which takes longer. */
  async define(query: string): Promise<void> {
    await this.#client.execute(query, [], { readTimeout: 60_000 }).catch((failure: unknown) => {
      throw new CqlError(`The CQL store refused to change its tables: ${wordsOf(failure)}`, { cause: failure });
    });
  }

  async close(): Promise<void> {
    const known = [...this.#hosts, ...this.#client.hosts.values()];
    await this.#client.shutdown();
    // The driver goes on looking for hosts that it has replaced by others, and keeps the process from ending.
    for (const host of known) (host as EndableHost).shutdown?.(false);
  }

  #execute(query: string, params: readonly unknown[], more: object): Promise<types.ResultSet> {
    return this.#bounded(() => this.#client.execute(query, [...params], { prepare: true, ...usual, ...more }));
  }

  async #bounded<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#waiting >= maxWaiting) throw errors.backlog();
    this.#waiting++;
    this.requests++;
    try {
      return await ask();
    } catch (failure) {
      throw failure instanceof ChatError ? failure : errors.storeFailed(failure);
    } finally {
      this.#waiting--;
    }
  }
}

/** A host as the driver has it; its types leave this out. */
interface EndableHost {
  shutdown?(waitForPending: boolean): unknown;
}

const usual = { consistency: localQuorum, readTimeout: deadlineMs } as const;

function toOptions({ contactPoints, keyspace, localDataCenter, credentials }: CqlPlace) {
  return {
    contactPoints: [...contactPoints],
    localDataCenter,
    ...(keyspace === "" ? {} : { keyspace }),
    ...(credentials && { authProvider: new auth.PlainTextAuthProvider(credentials.username, credentials.password) }),
    encoding: { useBigIntAsLong: true },
    // Two clocks must not decide who wins: the store stamps what the log does not.
    policies: {
      timestampGeneration: null as unknown as policies.timestampGeneration.TimestampGenerator,
      // A repeat is decided by whoever asked: the driver's own would double the wait.
      retry: new policies.retry.FallthroughRetryPolicy(),
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(200, 5_000, true),
    },
    protocolOptions: { maxVersion: protocolVersion },
    socketOptions: { connectTimeout: connectMs, readTimeout: deadlineMs },
    pooling: { maxRequestsPerConnection: 2_048, warmup: true },
  };
}

function explain({ contactPoints, keyspace }: CqlPlace, failure: unknown): string {
  const words = wordsOf(failure);
  if (/keyspace .*does not exist/i.test(words))
    return `The CQL store has no keyspace "${keyspace}": make it with madang admin migrate.`;
  return `The CQL store at ${contactPoints.join(", ")} cannot be reached: ${words}. Name it with --cql.`;
}

function wordsOf(failure: unknown): string {
  const inner = (failure as { innerErrors?: Record<string, Error> }).innerErrors;
  const [first] = Object.values(inner ?? {});
  const message = (first ?? failure) instanceof Error ? ((first ?? failure) as Error).message : String(failure);
  return message.split("\n")[0] ?? "";
}
