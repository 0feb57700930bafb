// The wire between people and server: passes bytes on, and can cut, delay, freeze or narrow some of its connections.
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Bytes that may wait because of a delay, per direction; then the sender waits. */
const maxDelayedBytes = 1024 * 1024;

/** Which of the connections are met. */
export type Choose = () => boolean;

/** Listens at a port of its own and forwards to another one of this machine. */
export class FaultProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #delayMs = 0;

  private constructor(targetPort: () => number) {
    this.#server = createServer((client) => {
      const link = new Link(client, connect(targetPort(), "127.0.0.1"), () => this.#delayMs);
      this.#links.add(link);
      link.onClose = () => this.#links.delete(link);
    });
  }

  /** Resolves when it listens; the target, as host:port, may change. */
  static async start(target: () => string): Promise<FaultProxy> {
    const proxy = new FaultProxy(() => Number(target().split(":").at(-1)));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** Where clients connect, as host:port. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resets connections: both ends are told. */
  cut(choose: Choose): number {
    return this.#each(choose, (link) => link.cut());
  }

  /** For ever, nothing passes and nobody is told; new connections pass. */
  abandon(choose: Choose): number {
    return this.#each(choose, (link) => link.abandon());
  }

  /** Clients' ends are read no further, until `flow`. */
  stall(choose: Choose): number {
    return this.#each(choose, (link) => link.stall());
  }

  /** Everything passes that late, until it is 0. */
  delay(delayMs: number): number {
    this.#delayMs = delayMs;
    return this.#links.size;
  }

  /** What was stalled passes again. */
  flow(): void {
    for (const link of this.#links) link.flow();
  }

  /** Cuts everything and listens no more. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const link of this.#links) link.cut();
    await closed;
  }

  #each(choose: Choose, act: (link: Link) => void): number {
    const met = [...this.#links].filter(choose);
    for (const link of met) act(link);
    return met.length;
  }
}

class Link {
  onClose: () => void = () => undefined;
  readonly #client: Socket;
  readonly #server: Socket;
  #isAbandoned = false;

  constructor(client: Socket, server: Socket, delayMs: () => number) {
    this.#client = client;
    this.#server = server;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from
        .setNoDelay(true)
        .on("error", () => this.#over())
        .on("close", () => this.#over());
      pass(from, to, delayMs);
    }
  }

  cut(): void {
    this.#isAbandoned = false;
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
    this.#over();
  }

  abandon(): void {
    this.#isAbandoned = true;
    this.#client.pause().removeAllListeners("data");
    this.#server.pause().removeAllListeners("data");
  }

  stall(): void {
    this.#server.pause();
  }

  flow(): void {
    if (!this.#isAbandoned) this.#server.resume();
  }

  #over(): void {
    // An abandoned end that goes away does not tell the other one.
    if (this.#isAbandoned && !(this.#client.destroyed && this.#server.destroyed)) return;
    this.#client.destroy();
    this.#server.destroy();
    this.onClose();
  }
}

function pass(from: Socket, to: Socket, delayMs: () => number): void {
  let waiting = 0;
  let lastDueMs = 0;
  from.on("data", (bytes: Buffer) => {
    const nowMs = performance.now();
    lastDueMs = Math.max(lastDueMs, nowMs + delayMs());
    if (lastDueMs <= nowMs && waiting === 0) {
      write(from, to, bytes);
      return;
    }
    waiting += bytes.length;
    if (waiting > maxDelayedBytes) from.pause();
    setTimeout(() => {
      waiting -= bytes.length;
      write(from, to, bytes);
      if (waiting === 0) from.resume();
    }, lastDueMs - nowMs);
  });
}

function write(from: Socket, to: Socket, bytes: Buffer): void {
  if (to.destroyed || to.write(bytes)) return;
  from.pause();
  to.once("drain", () => from.resume());
}
