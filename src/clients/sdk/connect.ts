// The short way in for programs on Node: an address, a name, and one is connected.
import type { ClientOptions } from "./client-options.ts";
import type { ConnectOptions } from "./connection-state.ts";
import { type ChatClient, createClient } from "./create-client.ts";
import { grpcTransport, type Tls } from "./grpc-transport.ts";

/** As ClientOptions, with an address where no transport is given. */
export type ConnectTo = Omit<ClientOptions, "transport"> &
  Pick<ConnectOptions, "timeoutMs"> &
  ({ readonly transport: ClientOptions["transport"] } | { readonly address: string; readonly tls?: Tls | undefined });

/** Resolves to a connected client; rejects, and leaves nothing behind, when that does not succeed within `timeoutMs` (10 s). */
export async function connect(options: ConnectTo): Promise<ChatClient> {
  const transport = "transport" in options ? options.transport : grpcTransport(options.address, options.tls);
  const client = createClient({ ...options, transport });
  try {
    await client.connect({ timeoutMs: options.timeoutMs, signal: options.signal });
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}
