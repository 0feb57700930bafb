// One server in a process of its own, which answers the same calls by gRPC and by HTTP with JSON, with TLS and without.

import type { IncomingMessage, ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { createListener, type TlsFiles } from "../../src/rpc/listen.ts";
import { startHttpChat } from "../../test/support/http-chat.ts";
import type { Certificate } from "./certificate.ts";

/** Where it answers: ports of 127.0.0.1. */
export interface Ports {
  readonly grpc: number;
  readonly grpcTls: number;
  readonly http1: number;
  readonly h2Tls: number;
}

/** More than are said here. */
const burst = 10_000;
const host = "127.0.0.1";

const { key, cert } = JSON.parse(process.env["MADANG_CERTIFICATE"] ?? "") as Certificate;
const chat = await startHttpChat({ burst });
const { services, authenticate } = chat;
const onUnexpected = (failure: unknown) => console.error(failure);

const ports: Ports = {
  grpc: await openGrpc(undefined),
  grpcTls: await openGrpc({ key: Buffer.from(key), cert: Buffer.from(cert) }),
  http1: Number(new URL(chat.url).port),
  h2Tls: await openHttp2(),
};
process.on("message", () => process.send?.(process.cpuUsage()));
process.once("disconnect", () => void chat.close().then(() => process.exit()));
process.send?.(ports);

async function openGrpc(tls: TlsFiles | undefined): Promise<number> {
  const listener = createListener({ services, authenticate, onUnexpected, tls, connectionsPerAddress: 0 });
  return (await listener.open(host, 0)).port;
}

async function openHttp2(): Promise<number> {
  const server = createSecureServer({ key, cert }, (request, response) => {
    const answer = async () => {
      // Node's HTTP/2 has requests and responses in the form of HTTP/1.1, as far as the routes use it.
      const pair = [request, response] as unknown as [IncomingMessage, ServerResponse];
      for (const route of chat.routes) if (await route(...pair)) return;
    };
    answer().catch(onUnexpected);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}
