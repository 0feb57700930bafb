// Guests for a load: each is one person with one session.
import { AgentService } from "../../gen/madang/agent/v1/agent_pb.ts";
import { atOnce } from "./at-once.ts";
import type { GrpcConnection } from "./grpc-connection.ts";

const signInsAtOnce = 64;

/** Signs in as many guests and resolves to their access tokens. */
export function signInGuests(connection: GrpcConnection, prefix: string, count: number): Promise<string[]> {
  return atOnce(count, signInsAtOnce, async (index) => {
    const { session } = await connection.call(AgentService.method.signInGuest, { name: `${prefix}-${index}` });
    if (!session) throw new Error("a sign-in gave no session");
    return session.accessToken;
  });
}
