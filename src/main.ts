// Puts Madang together: the only file in which its parts meet. It chooses, and decides nothing else.
import type { Logger } from "pino";
import { type Backend, openEmbedded } from "./backends/embedded/open.ts";
import type { Config } from "./config.ts";
import { errors } from "./core/errors.ts";
import type { LoggedEvent } from "./core/event.ts";
import { Hub } from "./core/hub.ts";
import { isLoopback } from "./core/loopback.ts";
import { tellMembership } from "./core/membership.ts";
import type { ChatSignals } from "./core/signals.ts";
import { TokenBuckets } from "./core/token-bucket.ts";
import { Topics } from "./core/topics.ts";
import { openHostTokens } from "./credentials/host-tokens.ts";
import { Passwords } from "./credentials/passwords.ts";
import { openDoors, servedDoors } from "./doors.ts";
import { does, type FleetNode, isFleet, narrowed, onceOwned, openFleet, type ServiceName } from "./fleet.ts";
import { createGateway } from "./gateway/gateway.ts";
import { Metrics } from "./gateway/metrics.ts";
import { Health as HealthDesc } from "./gen/grpc/health/v1/health_pb.ts";
import { AgentService as AgentDesc } from "./gen/madang/agent/v1/agent_pb.ts";
import { ChannelService as ChannelDesc } from "./gen/madang/channel/v1/channel_pb.ts";
import { HeartbeatService as HeartbeatDesc } from "./gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { LobbyService as LobbyDesc } from "./gen/madang/lobby/v1/lobby_pb.ts";
import { NotificationService as NotificationDesc } from "./gen/madang/notification/v1/notification_pb.ts";
import { type Listening, orConfigError, startListening } from "./listening.ts";
import { addMeasures } from "./measures.ts";
import { openNotifications } from "./notifications.ts";
import { openOperatorDoor } from "./operator.ts";
import type { DoorName } from "./protocols/courtyard/door.ts";
import type { Authenticate } from "./rpc/call-context.ts";
import { HealthService } from "./rpc/health.ts";
import type { TlsFiles } from "./rpc/listen.ts";
import { reflectionServices } from "./rpc/reflection.ts";
import type { Served } from "./rpc/serve.ts";
import type { OnUnexpected } from "./rpc/status.ts";
import { createLog } from "./runtime/log.ts";
import { toAddress } from "./runtime/open-ports.ts";
import { commitPace, createPacing, hubPace } from "./runtime/pacing.ts";
import { pageFolder } from "./runtime/page-folder.ts";
import { systemClock as clock } from "./runtime/system-clock.ts";
import { type MessageTrace, traceMessages } from "./runtime/trace-messages.ts";
import { version } from "./runtime/version.ts";
import { AgentService } from "./services/agent/agent-service.ts";
import { BuiltInMember } from "./services/channel/built-in-member.ts";
import { ChannelService } from "./services/channel/channel-service.ts";
import { createMentions } from "./services/channel/mentions.ts";
import { HeartbeatService } from "./services/heartbeat/heartbeat-service.ts";
import { LobbyService } from "./services/lobby/lobby-service.ts";

/** A running Madang. */
export interface Madang {
  /** Where gRPC answers, as host:port. */
  readonly addresses: readonly string[];
  /** Where browsers find it, e.g. http://127.0.0.1:8080. */
  readonly web: readonly string[];
  /** What did not go as asked and yet does not stop it. */
  readonly warnings: readonly string[];
  /** Ends streams with a reason and cursors, lets calls finish, and puts everything on disk. */
  close(): Promise<void>;
}

/** One with doors for clients of older protocols. */
export interface MadangWithDoors extends Madang {
  /** The older protocols by name, where their clients look for them, and which of them other machines reach. */
  readonly doors: {
    readonly names: readonly DoorName[];
    readonly addresses: readonly string[];
    readonly open: readonly string[];
  };
}

/** How long calls may still take when it closes. */
const graceMs = 3_000;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * Starts Madang in this process. Rejects with a sentence for the person who started it: ConfigError, DataFolderError or
 * PortError.
 */
export async function startMadang(config: Config, onDied?: (failure: Error) => void): Promise<MadangWithDoors> {
  const log = createLog(config.logLevel);
  const topics = new Topics<ChatSignals>();
  const trace = config.traceCalls ? traceMessages(clock, process.stdout, (...place) => hub.reach(...place)) : undefined;
  const pacing = createPacing(hubPace);
  const hub: Hub = new Hub({ clock, schedule: trace?.schedule(pacing) ?? pacing });
  let stored = 0;
  const onCommitted = (event: LoggedEvent) => {
    stored++;
    tellMembership(event, topics);
    builtIn?.committed(event);
  };
  // An owner of a fleet may settle events before everything here is there.
  let builtIn: BuiltInMember | undefined;
  const told = { hub, onCommitted };
  const fleet = isFleet(config) ? await openFleet({ config, topics, onUnexpected: tellLog(log), ...told }) : undefined;
  const opened = fleet?.backend ?? openAlone(config, told, onDied);
  const backend = trace ? { ...opened, log: trace.log(opened.log) } : opened;
  const onUnexpected = (failure: unknown) => log.error({ err: failure }, "built-in member");
  builtIn = new BuiltInMember({ log: backend.log, clock, onUnexpected });
  const undo = [() => backend.close()];
  try {
    return await serveOn(backend, { config, log, topics, hub, trace, fleet, stored: () => stored, undo });
  } catch (failure) {
    for (const act of undo.reverse()) await act();
    throw failure;
  }
}

/** A store of its own, used by this process alone. */
function openAlone(
  config: Config,
  told: { hub: Hub; onCommitted: (event: LoggedEvent) => void },
  onDied: ((failure: Error) => void) | undefined,
): Backend {
  const schedule = createPacing(commitPace);
  return openEmbedded({ ...told, data: config.data, clock, schedule, ...(onDied && { onDied }) });
}

function tellLog(log: Logger): OnUnexpected {
  return (failure, call) => log.error({ err: failure, call }, "unexpected");
}

interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly topics: Topics<ChatSignals>;
  readonly hub: Hub;
  readonly trace: MessageTrace | undefined;
  readonly fleet: FleetNode | undefined;
  readonly stored: () => number;
  /** What must be closed if the start fails, the last one first. */
  readonly undo: (() => Promise<void>)[];
}

async function serveOn(backend: Backend, parts: Parts): Promise<MadangWithDoors> {
  const { log, topics, hub, trace, fleet, stored, undo } = parts;
  const config = narrowed(parts.config);
  const onUnexpected = tellLog(log);
  let addresses: string[] = [];
  const agent = new AgentService({
    sessions: backend.sessions,
    passwords: new Passwords(),
    hostTokens: await orConfigError("--auth-key and --auth-jwks", () =>
      openHostTokens({ keyFile: config.authKey, jwksFile: config.authJwks, now: clock.now }),
    ),
    clock,
    topics,
    directory: () => chat.map(({ desc }) => ({ service: desc.typeName, addresses })),
    guests: (address) => config.guests === "on" || (config.guests === "auto" && isLoopback(address)),
    doorGuests: config.guests !== "off",
    version,
    limits: {
      accessTokenMs: config.accessTokenMinutes * minuteMs,
      refreshTokenMs: config.refreshTokenDays * dayMs,
      failedSignInsPerMinute: config.signInFailuresPerMinute,
      guestNameKeptMs: config.guestNameDays * dayMs,
    },
  });
  const { sessions: users, channels } = backend;
  const heartbeat = new HeartbeatService({ clock, topics, users, channels, nodes: fleet?.nodes });
  fleet?.hearPresence((signal) => heartbeat.receive(signal));
  const lobby = new LobbyService({ ...backend, clock });
  const sendRate = { perSecond: config.sendRate, burst: config.sendBurst };
  const channel = new ChannelService({
    ...backend,
    topics,
    clock,
    presence: heartbeat.presence,
    sendRate,
    mentions: createMentions(backend),
    onUnexpected: (failure) => onUnexpected(failure, "subscribe"),
  });
  await agent.prepare();
  await (fleet ? onceOwned(() => lobby.prepare()) : lobby.prepare());
  const { whoIsThere } = heartbeat;
  const notifications = await openNotifications({
    ...{ config, backend, whoIsThere, topics, clock },
    onUnexpected: (failure) => onUnexpected(failure, "notifications"),
  });
  undo.push(() => notifications.close());

  const all: Served[] = [
    { desc: AgentDesc, service: agent },
    { desc: HeartbeatDesc, service: heartbeat },
    { desc: LobbyDesc, service: lobby },
    { desc: ChannelDesc, service: channel },
    { desc: NotificationDesc, service: notifications.service },
  ];
  let listening: Listening | undefined;
  const metrics = new Metrics();
  const { data } = config;
  const sessions = () => heartbeat.presence.measure().sessions;
  addMeasures(metrics, {
    hub,
    data,
    listening: () => listening,
    sessions,
    stored,
    reads: backend.reads,
    notifications,
  });
  // A gateway lets browsers reach everything, whatever else this process does.
  const watched = metrics.watch(trace?.services(all) ?? all);
  const chat = watched.filter(({ desc }) => does(config, desc.typeName.split(".")[1] as ServiceName));
  const courtyard = {
    ...backend,
    peers: { agent, heartbeat, lobby, channel },
    guests: agent.doorGuests,
    presence: heartbeat.presence,
    clock,
    keptLines: new TokenBuckets(sendRate, clock),
    schedule: createPacing(hubPace),
    trace: trace?.trace,
    onUnexpected,
  };
  const doors = await openDoors({
    ...{ config, courtyard, backend, notifications },
    listening: () => listening as Listening,
  });
  const older = servedDoors(trace ? doors.map(trace.door) : doors, config);
  const health = new HealthService(chat.map(({ desc }) => desc));
  const known = [...chat, ...older].map(({ desc }) => desc);
  const services = [
    ...chat,
    ...older,
    { desc: HealthDesc, service: health },
    ...reflectionServices([...known, HealthDesc]),
  ];
  const authenticate: Authenticate = (token) => agent.sessions.authenticate(token);
  let isDraining = false;
  const gateway = (tls: TlsFiles | undefined) =>
    createGateway({
      services: watched,
      authenticate,
      onUnexpected,
      tls,
      origins: config.httpOrigins,
      polling: config.httpPolling,
      assets: pageFolder,
      isReady: () => listening !== undefined && !isDraining && (fleet?.isReady() ?? true),
      connectionsPerAddress: config.connectionsPerAddress,
      version,
      clock,
      routes: [metrics.route],
    });
  listening = await startListening({ config, services, doors: older, gateway, authenticate, onUnexpected });
  const { explainFor } = notifications;
  const operatorParts = { data, backend, accounts: agent.accountDesk, whoIsThere, explainFor, clock, onUnexpected };
  const operator = await openOperatorDoor(operatorParts).catch(async (failure: unknown) => {
    await listening?.close(0);
    throw failure;
  });
  addresses = listening.places.map(toAddress);
  return {
    addresses,
    web: listening.webPlaces.map((place) => `${config.tlsCert === undefined ? "http" : "https"}://${toAddress(place)}`),
    doors: {
      names: doors.map(({ name }) => name),
      addresses: listening.doorPlaces.map(toAddress),
      open: config.doors,
    },
    warnings: [...listening.warnings, ...(fleet?.warnings ?? [])],
    async close() {
      isDraining = true;
      health.setDraining();
      hub.close(errors.draining());
      for (const door of doors) door.close();
      channel.close();
      heartbeat.close();
      await Promise.all([notifications.close(), listening?.close(graceMs), operator.close(graceMs)]);
      agent.close();
      await backend.close();
      trace?.close();
    },
  };
}
