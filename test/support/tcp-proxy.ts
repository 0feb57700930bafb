// A wire between client and server that a test can cut and leave hanging.
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Forwards connections of a port of its own to an address. */
export class TcpProxy {
  /** How often everything was cut. */
  cuts = 0;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #bytesToCut = Number.POSITIVE_INFINITY;
  #isStalled = false;
  #refuses = false;

  private constructor(target: string) {
    const port = Number(target.slice(target.lastIndexOf(":") + 1));
    this.#server = createServer((client) => this.#link(client, connect(port, "127.0.0.1")));
  }

  /** Listens at any free port, for a server on this machine; `close` when done. */
  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** Where clients connect, as host:port. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many connections there are now. */
  get links(): number {
    return this.#links.size;
  }

  /** Cuts every connection; new ones are served. */
  cut(): void {
    this.cuts++;
    for (const { client, server } of this.#links) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Cuts every connection, and every new one. */
  refuse(): void {
    this.#refuses = true;
    this.cut();
  }

  /** Serves new connections again. */
  accept(): void {
    this.#refuses = false;
  }

  /** Cuts when so many more bytes have gone down to clients: most likely in the middle of a frame. */
  cutAfter(bytes: number): void {
    this.#bytesToCut = bytes;
  }

  /** From now on nothing passes and nobody is told: connections look alive from both ends. */
  stall(): void {
    this.#isStalled = true;
    for (const { client, server } of this.#links) {
      client.pause();
      server.pause();
    }
  }

  /** Lets everything pass again that waits. */
  flow(): void {
    this.#isStalled = false;
    for (const { client, server } of this.#links) {
      client.resume();
      server.resume();
    }
  }

  /** What hangs goes on hanging for ever; new connections pass. */
  abandon(): void {
    this.#isStalled = false;
  }

  /** Cuts everything and listens no more. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #link(client: Socket, server: Socket): void {
    if (this.#refuses) {
      for (const socket of [client, server]) socket.on("error", () => undefined).destroy();
      return;
    }
    const link = { client, server };
    this.#links.add(link);
    const over = () => {
      this.#links.delete(link);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.setNoDelay(true).on("error", over).on("close", over);
    client.on("data", (bytes) => server.write(bytes));
    server.on("data", (bytes) => this.#down(bytes, link));
    if (this.#isStalled) this.stall();
  }

  #down(bytes: Buffer, { client, server }: Link): void {
    const passing = bytes.subarray(0, this.#bytesToCut);
    this.#bytesToCut -= passing.length;
    if (this.#bytesToCut > 0) {
      client.write(passing);
      return;
    }
    this.#bytesToCut = Number.POSITIVE_INFINITY;
    server.pause();
    client.write(passing, () => this.cut());
  }
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}
