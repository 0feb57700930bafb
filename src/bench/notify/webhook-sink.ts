// A program that takes notifications by HTTP and answers at once.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What came: its body as text, and when its request was there (performance.now()). */
export type OnTaken = (body: string, atMs: number) => void;

/** Takes what is posted to any path. */
export class WebhookSink {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Listens on a free port of this machine. */
  static async open(onTaken: OnTaken): Promise<WebhookSink> {
    const server = createServer((request, response) => {
      const atMs = performance.now();
      void read(request).then((body) => {
        response.writeHead(204).end();
        onTaken(body, atMs);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new WebhookSink(server);
  }

  /** Cuts all connections. */
  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  request.setEncoding("utf8");
  try {
    for await (const chunk of request) text += String(chunk);
  } catch {
    // Cut off while it came: then it is no notification.
  }
  return text;
}
