// The wire between people and server: passes bytes on, and can cut, delay, freeze or narrow some of its connections.
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Bytes that may wait because of a delay, per direction; then the sender waits. */
const maxDelayedBytes = 1024 * 1024;

/** Which of the connections are met. */
export type Choose = () => boolean;

/** Connections that let nothing through to their clients. */
export interface Stalled {
  readonly met: number;
  /** Lets it pass again. */
  flow(): void;
}

/** Listens at a port of its own and forwards to another one of this machine. */
export class FaultProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #delayMs = 0;
  #isClosed = false;

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

  /** Some clients' ends are read no further, until that is let go. */
  stall(choose: Choose): Stalled {
    const met = [...this.#links].filter((link) => choose() && !link.isStalled);
    for (const link of met) link.stall();
    return {
      met: met.length,
      flow() {
        for (const link of met) link.flow();
      },
    };
  }

  /** Everything passes that late, until it is 0. */
  delay(delayMs: number): number {
    this.#delayMs = delayMs;
    return this.#links.size;
  }

  /** Cuts everything and listens no more; closing twice is fine. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
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
  readonly #up: Passage;
  readonly #down: Passage;
  #isAbandoned = false;
  isStalled = false;

  constructor(client: Socket, server: Socket, delayMs: () => number) {
    this.#client = client;
    this.#server = server;
    this.#up = new Passage(client, server, delayMs);
    this.#down = new Passage(server, client, delayMs);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => this.#over()).on("close", () => this.#over());
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
    this.#up.hold();
    this.#down.hold();
  }

  stall(): void {
    this.isStalled = true;
    this.#down.hold();
  }

  flow(): void {
    this.isStalled = false;
    if (!this.#isAbandoned) this.#down.release();
  }

  #over(): void {
    // An abandoned end that goes away does not tell the other one.
    if (this.#isAbandoned && !(this.#client.destroyed && this.#server.destroyed)) return;
    this.#client.destroy();
    this.#server.destroy();
    this.onClose();
  }
}

/** One direction of a connection: bytes in their order, as late as they are told to be. */
class Passage {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #queue: Buffer[] = [];
  #waiting = 0;
  #lastDueMs = 0;
  #isHeld = false;

  constructor(from: Socket, to: Socket, delayMs: () => number) {
    this.#from = from;
    this.#to = to;
    from.on("data", (bytes: Buffer) => this.#take(bytes, delayMs()));
    to.on("drain", () => this.#resume());
  }

  /** Reads no more. */
  hold(): void {
    this.#isHeld = true;
    this.#from.pause();
  }

  release(): void {
    this.#isHeld = false;
    while (this.#queue.length > 0 && !this.#to.destroyed) this.#next();
    this.#resume();
  }

  #take(bytes: Buffer, delayMs: number): void {
    const nowMs = performance.now();
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + delayMs);
    this.#queue.push(bytes);
    this.#waiting += bytes.length;
    if (this.#lastDueMs <= nowMs && this.#queue.length === 1) return this.#next();
    if (this.#waiting > maxDelayedBytes) this.#from.pause();
    setTimeout(() => this.#next(), this.#lastDueMs - nowMs);
  }

  // Whosever timer it is, the bytes that wait longest go: timers of different lengths do not keep their order.
  #next(): void {
    const bytes = this.#isHeld ? undefined : this.#queue.shift();
    if (!bytes || this.#to.destroyed) return;
    this.#waiting -= bytes.length;
    if (!this.#to.write(bytes)) this.#from.pause();
    else if (this.#waiting === 0) this.#resume();
  }

  #resume(): void {
    if (!this.#isHeld) this.#from.resume();
  }
}
