// One HTTP POST to an address that somebody chose: bounded in time and size, and only where the server may go.
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
} from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { failureWord } from "./failure-word.ts";
import { allowedAddresses, readTarget, type TargetRules } from "./target.ts";

/** What is posted. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Uint8Array | string;
}

/** What came back: a status, or a word for why nothing did; `final` if it cannot be better another time. */
export type Posted =
  | { readonly status: number; readonly headers: IncomingHttpHeaders }
  | { readonly failure: string; readonly final: boolean };

/** How requests are made. */
export interface GuardedRequestOptions extends TargetRules {
  /** A certificate authority to trust in place of the usual ones, in PEM. */
  readonly ca?: string;
  /** For everything, from the name to the end of the answer; 10 s if left out. */
  readonly deadlineMs?: number;
}

const maxAnswerBytes = 64 * 1_024;
const maxHeaderBytes = 16 * 1_024;
const idleSocketMs = 30_000;
const socketsPerHost = 16;

class PrivateTarget extends Error {}

/** Makes requests; connections are kept for a while, since most go to a few push services. */
export class GuardedRequests {
  readonly #options: GuardedRequestOptions;
  readonly #plain: PlainAgent;
  readonly #tls: TlsAgent;

  constructor(options: GuardedRequestOptions) {
    this.#options = options;
    // Agents of our own, which know no proxy whatever the environment says.
    const kept = { keepAlive: true, maxSockets: socketsPerHost, maxFreeSockets: socketsPerHost, timeout: idleSocketMs };
    this.#plain = new PlainAgent(kept);
    this.#tls = new TlsAgent(options.ca === undefined ? kept : { ...kept, ca: options.ca });
  }

  /** Posts once and follows no redirect; never rejects. An answer counts by its status, however its body goes on. */
  async post(post: Post, signal: AbortSignal): Promise<Posted> {
    const url = readTarget(post.url, this.#options);
    if (url === "invalid") return { failure: "not a URL", final: true };
    if (url === "private") return { failure: "private address", final: true };
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#options.deadlineMs ?? 10_000)]);
    const first = await this.#once(url, post, deadline);
    return first === "stale" ? orLost(await this.#once(url, post, deadline)) : first;
  }

  /** Closes the connections that nobody uses. */
  close(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }

  #once(url: URL, { headers, body }: Post, signal: AbortSignal): Promise<Posted | "stale"> {
    const isTls = url.protocol === "https:";
    const options = { method: "POST", headers, signal, lookup: this.#lookup, maxHeaderSize: maxHeaderBytes };
    let answer: Posted | undefined;
    return new Promise((resolve) => {
      const request = isTls
        ? tlsRequest(url, { ...options, agent: this.#tls })
        : plainRequest(url, { ...options, agent: this.#plain });
      request.once("response", (response) => {
        const answered = { status: response.statusCode ?? 0, headers: response.headers };
        answer = answered;
        void drain(response).then(() => resolve(answered));
      });
      // A kept connection that the other side closed at this very moment says nothing about the other side.
      request.on("error", (failure: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && failure.code === "ECONNRESET";
        resolve(answer ?? (isStale ? "stale" : failed(failure, signal)));
      });
      request.end(body);
    });
  }

  // The address that was checked is the one that is connected to: a second look-up could lead elsewhere.
  readonly #lookup: LookupFunction = (hostname, { all }, callback) => {
    allowedAddresses(hostname, this.#options).then(
      (addresses) => {
        const first = addresses[0];
        if (!first) callback(new PrivateTarget(), "", 0);
        else if (all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (failure: NodeJS.ErrnoException) => callback(failure, "", 0),
    );
  };
}

/** Reads to the end, or as far as is bearable; a body that breaks off changes nothing about the status. */
function drain(response: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) response.destroy();
    });
    response.on("error", () => undefined);
    response.once("close", resolve);
  });
}

function failed(failure: NodeJS.ErrnoException, signal: AbortSignal): Posted {
  if (failure instanceof PrivateTarget) return { failure: "private address", final: true };
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  if (reason instanceof DOMException && reason.name === "TimeoutError") return { failure: "timeout", final: false };
  return { failure: signal.aborted ? "aborted" : failureWord(failure), final: false };
}

function orLost(posted: Posted | "stale"): Posted {
  return posted === "stale" ? { failure: "connection lost", final: false } : posted;
}
