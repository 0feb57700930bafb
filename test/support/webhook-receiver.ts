// A program that receives webhooks on this machine, and takes only what is signed with its key, fresh and new.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A delivery whose signature was right. */
export interface GottenWebhook {
  readonly id: string;
  readonly timestamp: number;
  readonly signature: string;
  readonly body: Record<string, unknown>;
}

const toleranceSeconds = 300;

/** Listens on loopback; `close` when done. */
export class WebhookReceiver {
  readonly gotten: GottenWebhook[] = [];
  /** Why requests were refused. */
  readonly refused: string[] = [];
  /** Statuses for the next good requests, one each; 200 when there is none. */
  readonly answers: number[] = [];
  /** The key to check with; whatever comes is refused before it is set. */
  secret = "";
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** What was taken, each id once. */
  get taken(): GottenWebhook[] {
    return [...new Map(this.gotten.map((each) => [each.id, each])).values()];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const header = (name: string) => String(request.headers[name] ?? "");
    const [id, stamp, signature] = [header("webhook-id"), header("webhook-timestamp"), header("webhook-signature")];
    const fault = this.#faultOf(`${id}.${stamp}.${text}`, Number(stamp), signature);
    if (fault !== undefined) {
      this.refused.push(fault);
      response.writeHead(401).end();
      return;
    }
    this.gotten.push({ id, timestamp: Number(stamp), signature, body: JSON.parse(text) as Record<string, unknown> });
    response.writeHead(this.answers.shift() ?? 200).end();
  }

  #faultOf(content: string, timestamp: number, signature: string): string | undefined {
    if (!(Math.abs(Date.now() / 1_000 - timestamp) <= toleranceSeconds)) return "not fresh";
    const key = Buffer.from(this.secret.replace(/^whsec_/, ""), "base64");
    const right = Buffer.from(`v1,${createHmac("sha256", key).update(content).digest("base64")}`);
    const isRight = signature.split(" ").some((each) => {
      const got = Buffer.from(each);
      return got.length === right.length && timingSafeEqual(got, right);
    });
    return isRight ? undefined : "signature";
  }
}
