// Today's services over a real store behind a plain HTTP server, which answers with the routes for programs.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Backend, openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import { tellMembership } from "../../src/core/membership.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import { openHostTokens } from "../../src/credentials/host-tokens.ts";
import { Passwords } from "../../src/credentials/passwords.ts";
import type { Route } from "../../src/gateway/http-server.ts";
import { jsonRoutes } from "../../src/gateway/json/json-routes.ts";
import { allowOrigins } from "../../src/gateway/origins.ts";
import { AgentService as AgentDesc } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { ChannelService as ChannelDesc } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { HeartbeatService as HeartbeatDesc } from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { LobbyService as LobbyDesc } from "../../src/gen/madang/lobby/v1/lobby_pb.ts";
import type { Authenticate } from "../../src/rpc/call-context.ts";
import type { Served } from "../../src/rpc/serve.ts";
import { systemClock as clock } from "../../src/runtime/system-clock.ts";
import { AgentService } from "../../src/services/agent/agent-service.ts";
import { ChannelService } from "../../src/services/channel/channel-service.ts";
import { createMentions } from "../../src/services/channel/mentions.ts";
import { HeartbeatService } from "../../src/services/heartbeat/heartbeat-service.ts";
import { LobbyService } from "../../src/services/lobby/lobby-service.ts";

/** Where it answers, and what went wrong inside. */
export interface HttpChat {
  /** E.g. "http://127.0.0.1:54321". */
  readonly url: string;
  readonly services: readonly Served[];
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly unexpected: unknown[];
  close(): Promise<void>;
}

/** Starts on a new folder and any free port; `isTls` is only what the routes are told. */
export async function startHttpChat({ isTls = false, origins = [] as string[], burst = 20 } = {}): Promise<HttpChat> {
  const data = mkdtempSync(join(tmpdir(), "madang-http-"));
  const topics = new Topics<ChatSignals>();
  const hub = new Hub({ clock, schedule: setImmediate });
  const backend = openEmbedded({ data, hub, clock, onCommitted: (event) => tellMembership(event, topics) });
  const unexpected: unknown[] = [];
  const onUnexpected = (failure: unknown) => void unexpected.push(failure);
  const { agent, heartbeat, channel, services } = await openServices({ backend, topics, onUnexpected, burst });
  const authenticate: Authenticate = (token) => agent.sessions.authenticate(token);
  const routes = jsonRoutes({
    services,
    authenticate,
    onUnexpected,
    isAllowedOrigin: allowOrigins(origins),
    isTls,
    version: "1.2.3",
    clock,
  });
  const server = await serveRoutes(routes);
  return {
    url: server.url,
    services,
    routes,
    authenticate,
    unexpected,
    async close() {
      server.close();
      channel.close();
      heartbeat.close();
      agent.close();
      await backend.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Serves routes on any free port; what they leave is answered with "the page". */
export async function serveRoutes(routes: readonly Route[]): Promise<{ url: string; close(): void }> {
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    for (const route of routes) if (await route(request, response)) return;
    response.writeHead(404).end("the page");
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

interface ServiceParts {
  readonly backend: Backend;
  readonly topics: Topics<ChatSignals>;
  readonly onUnexpected: (failure: unknown) => void;
  /** Sends that one person may make at once; then one a second. */
  readonly burst: number;
}

async function openServices({ backend, topics, onUnexpected, burst }: ServiceParts) {
  const agent = new AgentService({
    sessions: backend.sessions,
    passwords: new Passwords(),
    hostTokens: await openHostTokens({ keyFile: undefined, jwksFile: undefined, now: clock.now }),
    clock,
    topics,
    directory: () => [],
    guests: () => true,
    doorGuests: true,
    version: "1.2.3",
    limits: {
      accessTokenMs: 60_000,
      refreshTokenMs: 3_600_000,
      failedSignInsPerMinute: 0,
      guestNameKeptMs: 86_400_000,
    },
  });
  const heartbeat = new HeartbeatService({ clock, topics, users: backend.sessions, channels: backend.channels });
  const lobby = new LobbyService({ ...backend, clock });
  const channel = new ChannelService({
    ...backend,
    topics,
    clock,
    presence: heartbeat.presence,
    sendRate: { perSecond: 1, burst },
    mentions: createMentions(backend),
    onUnexpected,
  });
  await agent.prepare();
  await lobby.prepare();
  const services: Served[] = [
    { desc: AgentDesc, service: agent },
    { desc: HeartbeatDesc, service: heartbeat },
    { desc: LobbyDesc, service: lobby },
    { desc: ChannelDesc, service: channel },
  ];
  return { agent, heartbeat, channel, services };
}
