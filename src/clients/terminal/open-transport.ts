// The way to the server: "localhost" may be either address of this machine, and which one shows only by trying.
import { ChatError, grpcTransport, type Tls, type Transport } from "../sdk/index.ts";
import { type ServerAddress, writeServerAddress } from "./server-address.ts";

/** Connects with the first call. */
export function openTransport(server: ServerAddress, tls: Tls | undefined): Transport {
  // A certificate is for a name, not for its addresses.
  if (server.host.toLowerCase() !== "localhost" || tls) return grpcTransport(writeServerAddress(server), tls);
  const at = (host: string) => grpcTransport(writeServerAddress({ ...server, host }));
  return firstThatAnswers([at("127.0.0.1"), at("::1")]);
}

/** One way of several: after a failed connection the next call takes the next way; the first that ever answers is kept. */
export function firstThatAnswers(ways: readonly [Transport, ...Transport[]]): Transport {
  let tried = 0;
  let found: Transport | undefined;
  const next = () => found ?? ways[tried % ways.length] ?? ways[0];
  const failed = (way: Transport, error: unknown) => {
    if (!(error instanceof ChatError) || error.reason !== "CONNECTION") found ??= way;
    // Several calls may fail on one way: they count as one try.
    else if (way === ways[tried % ways.length]) tried++;
  };
  return {
    async unary(method, request, options) {
      const way = next();
      try {
        const answer = await way.unary(method, request, options);
        found ??= way;
        return answer;
      } catch (error) {
        if (!options.signal?.aborted) failed(way, error);
        throw error;
      }
    },
    serverStream: (method, request, options) => next().serverStream(method, request, options),
    bidi: (method, options) => next().bidi(method, options),
    close: () => {
      for (const way of ways) way.close();
    },
  };
}
