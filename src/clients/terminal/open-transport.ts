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

/** One way of several: as long as none has answered, a call that finds nobody at one goes to the next; the first that answers is kept. */
export function firstThatAnswers(ways: readonly [Transport, ...Transport[]]): Transport {
  let found: Transport | undefined;
  const chosen = () => found ?? ways[0];
  return {
    async unary(method, request, options) {
      if (found) return found.unary(method, request, options);
      let nobody: unknown;
      for (const way of ways) {
        try {
          const answer = await way.unary(method, request, options);
          found ??= way;
          return answer;
        } catch (error) {
          if (!isNobody(error)) {
            if (error instanceof ChatError) found ??= way;
            throw error;
          }
          nobody = error;
        }
      }
      throw nobody;
    },
    // Before a stream there is a sign-in, which has found the way.
    serverStream: (method, request, options) => chosen().serverStream(method, request, options),
    bidi: (method, options) => chosen().bidi(method, options),
    close: () => {
      for (const way of ways) way.close();
    },
  };
}

function isNobody(error: unknown): boolean {
  return error instanceof ChatError && error.reason === "CONNECTION";
}
