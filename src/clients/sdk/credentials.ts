// The ways to sign in, and what each asks of the server.
import { createSecret } from "../../core/ids.ts";
import { AgentService, type Session } from "../../gen/madang/agent/v1/agent_pb.ts";
import { toChatError } from "./client-errors.ts";
import type { Transport, UnaryOptions } from "./transport.ts";

/** Who signs in: one of guest, name with password, or host token; none when a stored session is all there is. */
export interface Credentials {
  /** By name alone; the token, 16 to 128 characters, makes one the same person the next time. */
  readonly guest?: { readonly name: string; readonly token?: string };
  readonly name?: string;
  readonly password?: string;
  /** Makes the account if nobody has the name. */
  readonly signUp?: boolean;
  /** Asks the program around Madang for a fresh token; called for every sign-in; how long it may take is its own affair. */
  readonly hostToken?: () => Promise<string>;
  /** True: they open one session, and are forgotten then. Signed out elsewhere is signed out here too. */
  readonly signInOnce?: boolean;
}

/** Signs in; rejects with the server's ChatError. */
export type SignIn = (transport: Transport, options: Pick<UnaryOptions, "timeoutMs" | "signal">) => Promise<Session>;

/** The one way to sign in that the credentials hold; undefined if they hold none. */
export function signInWith(credentials: Credentials): SignIn | undefined {
  const { guest, name, password, hostToken, signUp } = credentials;
  if (guest) return asGuest(guest.name, guest.token);
  if (name !== undefined && password !== undefined) return withPassword({ name, password }, signUp ?? false);
  return hostToken && withHostToken(hostToken);
}

// With a token of its own even a newcomer's sign-in can be repeated without becoming a second person.
function asGuest(name: string, guestToken = createSecret()): SignIn {
  return async (transport, options) => {
    const asked = { name, guestToken };
    return signedIn(await transport.unary(AgentService.method.signInGuest, asked, { ...options, token: undefined }));
  };
}

function withPassword(asked: { name: string; password: string }, signUp: boolean): SignIn {
  let known = !signUp;
  return async (transport, options) => {
    const call = { ...options, token: undefined };
    if (!known) {
      const made = await transport.unary(AgentService.method.signUp, asked, call).catch(unlessNameTaken);
      known = true;
      if (made) return signedIn(made);
    }
    return signedIn(await transport.unary(AgentService.method.signIn, asked, call));
  };
}

function unlessNameTaken(error: unknown): undefined {
  if (toChatError(error).reason !== "NAME_TAKEN") throw error;
}

function withHostToken(hostToken: () => Promise<string>): SignIn {
  return async (transport, options) => {
    const asked = { token: await hostToken() };
    return signedIn(
      await transport.unary(AgentService.method.signInWithToken, asked, { ...options, token: undefined }),
    );
  };
}

function signedIn(answer: { session?: Session | undefined }): Session {
  if (!answer.session) throw new TypeError("The answer holds no session.");
  return answer.session;
}
