// An agent service over maps, and people who come to it.
import { create } from "@bufbuild/protobuf";
import { type Call, callInside } from "../../src/core/service.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import {
  SignInGuestRequestSchema,
  SignInRequestSchema,
  SignInWithTokenRequestSchema,
  SignUpRequestSchema,
} from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { type AgentOptions, AgentService } from "../../src/services/agent/agent-service.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemorySessions } from "./memory-sessions.ts";

/** Checks one password at a time, and counts what that would have cost. */
class PlainPasswords {
  checks = 0;
  #line: Promise<unknown> = Promise.resolve();

  async hash(password: string): Promise<string> {
    return `hash of ${password}`;
  }

  verify(encoded: string | undefined, password: string, onTurn?: () => void): Promise<boolean> {
    const before = this.#line;
    const check = async (): Promise<boolean> => {
      await before;
      onTurn?.();
      this.checks++;
      return encoded === `hash of ${password}`;
    };
    const checked = check();
    // The next one waits until the caller has counted a failure.
    this.#line = checked.then(nextTurn, nextTurn);
    return checked;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Takes "<id> <name>" for a signed token. */
const plainTokens = {
  verify: async (token: string) => {
    const [id = "", ...name] = token.split(" ");
    return { hostedId: `shop|${id}`, name: name.join(" ") };
  },
};

/** A service that is prepared, its parts, and ways to sign in from an address that is not this machine's. */
export async function openAgent(options: Partial<AgentOptions> = {}) {
  const clock = new FakeClock();
  const store = new MemorySessions(clock);
  const topics = new Topics<ChatSignals>();
  const passwords = new PlainPasswords();
  const directory = () => [{ service: "madang.agent.v1.AgentService", addresses: ["127.0.0.1:50051"] }];
  const fixed = { sessions: store, passwords, clock, topics, directory, version: "1.2.3" };
  const agent = new AgentService({ hostTokens: plainTokens, guests: () => true, ...fixed, ...options });
  await agent.prepare();

  const address = "10.0.0.9";
  const nobody: Call = callInside(undefined, address);
  const people = {
    guest: (name: string, guestToken = "") =>
      session(agent.signInGuest(create(SignInGuestRequestSchema, { name, guestToken }), nobody)),
    signUp: (name: string, password = "correct horse") =>
      session(agent.signUp(create(SignUpRequestSchema, { name, password }), nobody)),
    signIn: (name: string, password = "correct horse", call = nobody) =>
      session(agent.signIn(create(SignInRequestSchema, { name, password }), call)),
    hosted: (token: string) => session(agent.signInWithToken(create(SignInWithTokenRequestSchema, { token }), nobody)),
    as: async (accessToken: string): Promise<Call> => ({
      ...nobody,
      caller: await agent.sessions.authenticate(accessToken),
    }),
  };
  return { agent, clock, store, topics, passwords, nobody, ...people };
}

/** What a sign-in answered, flat. */
async function session(answer: ReturnType<AgentService["signIn"]>) {
  const { accessToken, refreshToken, sessionId, profile } = (await answer).session;
  return { accessToken, refreshToken, sessionId, userId: profile.userId, name: profile.name, kind: profile.kind };
}
