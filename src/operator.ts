// The operator's door: a listener of its own on this machine, whose key lies in the data folder.
import { type Backend, FolderInUse, openEmbedded } from "./backends/embedded/open.ts";
import type { Clock } from "./core/clock.ts";
import { errors } from "./core/errors.ts";
import { Hub } from "./core/hub.ts";
import { isLoopback } from "./core/loopback.ts";
import type { AccountDesk } from "./core/peers.ts";
import type { WhoIsThere } from "./core/presence.ts";
import { Topics } from "./core/topics.ts";
import { Passwords } from "./credentials/passwords.ts";
import { AdminService as AdminDesc } from "./gen/madang/admin/v1/admin_pb.ts";
import { createListener } from "./rpc/listen.ts";
import type { OnUnexpected } from "./rpc/status.ts";
import { createOperatorToken, isSameToken, removeOperatorFile, writeOperatorFile } from "./runtime/operator-token.ts";
import { systemClock } from "./runtime/system-clock.ts";
import { version } from "./runtime/version.ts";
import type { AdminParts } from "./services/admin/admin-parts.ts";
import { AdminService } from "./services/admin/admin-service.ts";
import { AgentService } from "./services/agent/agent-service.ts";
import { Authors } from "./services/notification/authors.ts";
import { explain } from "./services/notification/explain.ts";

/** What the door is made of. */
export interface OperatorParts {
  readonly data: string;
  readonly backend: Backend;
  readonly whoIsThere: WhoIsThere;
  /** Left out: told from what is kept alone, as if no notifier were at work. */
  readonly explainFor?: AdminParts["explainFor"];
  readonly accounts: AccountDesk;
  readonly clock: Clock;
  readonly onUnexpected: OnUnexpected;
}

/** An open door. */
export interface OperatorDoor {
  /** Takes the key away, lets calls finish for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

const hosts = ["127.0.0.1", "::1"];

/**
 * Opens the door, whatever the other places of the server are and whether they speak TLS: who has the key is on this
 * machine. Rejects with the system's error if nothing of this machine can be listened at.
 */
export async function openOperatorDoor(parts: OperatorParts): Promise<OperatorDoor> {
  const { data, onUnexpected } = parts;
  const token = createOperatorToken();
  const requireKey = (shown: string | undefined, address: string) => {
    if (!isLoopback(address)) throw errors.operatorOnly();
    if (shown === undefined) throw errors.signInFirst();
    if (!isSameToken(shown, token)) throw errors.operatorOnly();
  };
  const authenticate = () => {
    throw errors.operatorOnly();
  };
  const services = [{ desc: AdminDesc, service: createService(parts), requireKey }];
  const listener = createListener({ services, authenticate, onUnexpected, connectionsPerAddress: 0 });
  const address = await openFirst((host) => listener.open(host, 0));
  writeOperatorFile(data, { address, token, pid: process.pid });
  return {
    async close(graceMs) {
      removeOperatorFile(data);
      await listener.close(graceMs);
    },
  };
}

/** The operator's service over a store that no server uses. */
export interface StoppedStore {
  readonly service: AdminService;
  close(): Promise<void>;
}

/**
 * Opens the store of a server that is not running; undefined: one is. Throws DataFolderError if the folder cannot be
 * used.
 */
export function openStoppedStore(data: string): StoppedStore | undefined {
  const clock = systemClock;
  const topics: AgentTopics = new Topics();
  const backend = openIfFree(data, clock);
  if (!backend) return undefined;
  const agent = new AgentService({
    ...{ sessions: backend.sessions, passwords: new Passwords(), hostTokens: undefined, clock, topics, version },
    directory: () => [],
    guests: () => false,
  });
  const whoIsThere = { isOnline: () => false, isHere: () => false };
  // Whoever asked is told that it failed; there is no log to tell more.
  const onUnexpected = () => undefined;
  const parts = { data, backend, accounts: agent.accountDesk, whoIsThere, clock, onUnexpected };
  return { service: createService(parts), close: () => backend.close() };
}

function openIfFree(data: string, clock: Clock): Backend | undefined {
  try {
    return openEmbedded({ data, clock, hub: new Hub({ clock, schedule: setImmediate }) });
  } catch (failure) {
    if (failure instanceof FolderInUse) return undefined;
    throw failure;
  }
}

type AgentTopics = ConstructorParameters<typeof AgentService>[0]["topics"];

function createService(parts: OperatorParts): AdminService {
  const { backend, onUnexpected } = parts;
  // Where no decision is kept, the rules are the only answer.
  const explaining = { ...parts, ...backend, authors: new Authors(backend.log), hasComeTo: () => true };
  return new AdminService({
    explainFor: (...asked) => explain(explaining, ...asked),
    ...parts,
    ...backend,
    onUnexpected: (failure) => onUnexpected(failure, "operator"),
  });
}

async function openFirst(open: (host: string) => Promise<{ readonly port: number }>): Promise<string> {
  let reason: unknown;
  for (const host of hosts) {
    try {
      const { port } = await open(host);
      return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    } catch (failure) {
      reason = failure;
    }
  }
  throw reason;
}
