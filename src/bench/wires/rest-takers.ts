// Take objects by REST: on HTTP/1.1 as node:http keeps connections, on HTTP/2 with TLS as node:http2 does.
import { Agent, request as httpRequest } from "node:http";
import { type ClientHttp2Session, connect } from "node:http2";
import type { Readable } from "node:stream";
import { within } from "../within.ts";
import type { AskRest, Rest } from "./rest.ts";
import type { Shelf, Taker } from "./taker.ts";

const answerMs = 20_000;

/** On at most so many connections, which are kept open. */
export function openHttp1Taker(address: string, shelf: Shelf, ask: AskRest, connections: number): Taker {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const [host, port] = address.split(":");
  const take = async (rest: Rest) => {
    const { method, path, headers, body } = rest;
    const { promise, resolve, reject } = Promise.withResolvers<Readable>();
    httpRequest({ host, port, method, path, headers, agent }, resolve).once("error", reject).end(body);
    return rest.read(await readAll(await promise));
  };
  return {
    take: (index, count) => within(take(ask(shelf, index, count)), answerMs, "an answer by HTTP/1.1"),
    close: () => agent.destroy(),
  };
}

/** On one connection, which trusts the certificate and no other. */
export function openHttp2Taker(address: string, shelf: Shelf, ask: AskRest, cert: string): Taker {
  const session = connect(`https://${address}`, { ca: cert });
  session.on("error", () => undefined);
  return {
    take: (index, count) => within(takeByHttp2(session, ask(shelf, index, count)), answerMs, "an answer by HTTP/2"),
    close: () => session.close(),
  };
}

/** On a connection for each question, as short-lived programs do. */
export function openShortHttp2Taker(address: string, shelf: Shelf, ask: AskRest, cert: string): Taker {
  return {
    async take(index, count) {
      const taker = openHttp2Taker(address, shelf, ask, cert);
      return taker.take(index, count).finally(() => taker.close());
    },
    close: () => undefined,
  };
}

async function takeByHttp2(session: ClientHttp2Session, rest: Rest): Promise<readonly string[]> {
  const stream = session.request({ ":method": rest.method, ":path": rest.path, ...rest.headers });
  stream.end(rest.body);
  return rest.read(await readAll(stream));
}

function readAll(answer: Readable): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  answer.once("error", reject).once("end", () => resolve(Buffer.concat(chunks).toString()));
  return promise;
}
