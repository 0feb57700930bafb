// Everything that is fuzzed: each method that is served over each wire that serves it, and each port with bytes alone.
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { gRPCRouteFuncs } from "../../gen/compat/agg_funcs/agg_funcs_pb.ts";
import { HelloService } from "../../gen/compat/agg_funcs/hello_pb.ts";
import { ChatServer } from "../../gen/compat/chat_server/chat_server_pb.ts";
import { Agent, Channel, Heartbeat, Lobby } from "../../gen/compat/chatting/chatting_pb.ts";
import { ChatService } from "../../gen/compat/notification/chat_service_pb.ts";
import { NotificationService as OldNotificationService } from "../../gen/compat/notification/notification_pb.ts";
import { RouteGuide } from "../../gen/compat/route_guide/route_guide_pb.ts";
import { Health } from "../../gen/grpc/health/v1/health_pb.ts";
import { ServerReflection } from "../../gen/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as AlphaReflection } from "../../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { AdminService } from "../../gen/madang/admin/v1/admin_pb.ts";
import { AgentService } from "../../gen/madang/agent/v1/agent_pb.ts";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { HeartbeatService } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { LobbyService } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { NotificationService } from "../../gen/madang/notification/v1/notification_pb.ts";

const ours = [AgentService, HeartbeatService, LobbyService, ChannelService, NotificationService];
const chatting = [Agent, Heartbeat, Lobby, Channel];
const older = [...chatting, gRPCRouteFuncs, HelloService, ChatServer, ChatService, OldNotificationService, RouteGuide];
const usual = [Health, ServerReflection, AlphaReflection];

/** The ways in. */
export type Wire = "grpc" | "admin" | "door" | "channel" | "http" | "socket" | "web" | "tcp";

/** One thing that is fuzzed; without a method it is a way in for bytes that need be nothing. */
export interface Target {
  readonly name: string;
  readonly wire: Wire;
  readonly method?: DescMethod;
  /** Of an older contract, whose codes its clients know. */
  readonly isOlder: boolean;
}

/** All of them, in a fixed order. */
export const targets: readonly Target[] = [
  ...methodsOf("grpc", [...ours, ...usual, ...older]),
  ...methodsOf("door", [...chatting, ChatServer]),
  ...methodsOf("channel", [Channel]),
  ...methodsOf("admin", [AdminService]),
  ...methodsOf("http", ours),
  ...methodsOf("socket", ours),
  ...(["grpc", "door", "channel", "admin", "web"] as const).map((port) => ({
    name: `tcp ${port}`,
    wire: "tcp" as const,
    isOlder: false,
  })),
  { name: "web", wire: "web", isOlder: false },
  { name: "socket", wire: "socket", isOlder: false },
];

function methodsOf(wire: Wire, services: readonly DescService[]): Target[] {
  return services.flatMap(({ typeName, methods }) =>
    methods.map((method) => ({
      ...{ name: `${wire} ${typeName}/${method.name}`, wire, method },
      isOlder: (older as readonly { typeName: string }[]).some((service) => service.typeName === typeName),
    })),
  );
}
