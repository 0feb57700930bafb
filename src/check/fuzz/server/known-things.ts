// What there is on the server for cases to name: people with tokens, channels of theirs and of others, devices, pages.
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { grpcTransport, type Transport } from "../../../clients/sdk/index.ts";
import { AgentService, type Session } from "../../../gen/madang/agent/v1/agent_pb.ts";
import { ChannelService } from "../../../gen/madang/channel/v1/channel_pb.ts";
import { LobbyService } from "../../../gen/madang/lobby/v1/lobby_pb.ts";
import { NotificationService } from "../../../gen/madang/notification/v1/notification_pb.ts";
import type { TokenKind } from "../fuzz-case.ts";
import { type LookUp, lookUpIn } from "../make/look-up.ts";
import type { FuzzedServer } from "./fuzzed-server.ts";
import { OlderChannel } from "./older-channel.ts";

const timeoutMs = 20_000;
const beyondTokensMs = 61 * 60_000;
const agent = AgentService.method;
const lobby = LobbyService.method;

/** People and things, made anew now and then since cases take them apart. */
export class KnownThings {
  readonly tokens = new Map<TokenKind, string>();
  /** How far the server's clock is ahead, so that one token has expired. */
  readonly offsetMs = beyondTokensMs;
  readonly server: FuzzedServer;
  readonly #transport: Transport;
  #things = new Map<string, string | bigint>();
  #round = 0;
  #channel: OlderChannel | undefined;
  #channelTransport: Transport | undefined;

  private constructor(server: FuzzedServer) {
    this.server = server;
    this.#transport = grpcTransport(server.ports.get("grpc") ?? "");
  }

  /** Makes them on a server that has just started. */
  static async prepare(server: FuzzedServer): Promise<KnownThings> {
    const known = new KnownThings(server);
    const late = await known.#guest("fuzz-late");
    known.tokens.set("expired", late.accessToken);
    server.stepClock(beyondTokensMs);
    await known.renew();
    return known;
  }

  /** What names mean now. */
  get lookUp(): LookUp {
    return lookUpIn(this.#things);
  }

  /** Makes people, channels and devices anew. */
  async renew(): Promise<void> {
    const round = ++this.#round;
    const [me, other, bob, gone] = await Promise.all(
      ["ann", "eve", "bob", "gone"].map((name) => this.#guest(`fuzz-${name}-${round}`)),
    );
    if (!me || !other || !bob || !gone) throw new Error("Nobody signed in.");
    await this.#call(agent.signOut, {}, gone.accessToken);
    this.tokens.set("valid", me.accessToken).set("other", other.accessToken).set("ended", gone.accessToken);
    const things = new Map<string, string | bigint>([
      ...Object.entries({ me, other, bob }).map(([name, session]) => [`user:${name}`, idOf(session)] as const),
      ...([
        ["user:nobody", "0000000000000000"],
        ["token:refresh", other.refreshToken],
        ["key:p256dh", pushKey()],
        ["name:fresh", `fuzz-new-${round}`],
        ["guest:mine", `fuzz-guest-token-${round}`],
        ["backup:new", join(this.server.folder, `backup-${round}`)],
        ["backup:there", join(this.server.folder, "there")],
      ] as const),
    ]);
    writeFileSync(join(this.server.folder, "there"), "");
    await this.#makeChannels(things, { me, bob });
    await this.#makeRest(things, me.accessToken);
    await this.#makeOlderChannel();
    things.set("port:channel", BigInt(this.#channel?.port ?? 0)).set("index:mine", BigInt(this.#channel?.index ?? 0));
    this.#things = things;
  }

  /** Where the older console's channel is; undefined while there is none. */
  get channelAddress(): string | undefined {
    return this.#channel?.isOver ? undefined : `127.0.0.1:${this.#channel?.port}`;
  }

  close(): void {
    this.#channel?.close();
    this.#channelTransport?.close();
    this.#transport.close();
  }

  async #makeChannels(things: Map<string, string | bigint>, { me, bob }: Record<"me" | "bob", Session>): Promise<void> {
    const make = async (kind: string, by: Session, isPrivate: boolean) => {
      const name = `fuzz-${kind}-${this.#round}`;
      const { channel } = await this.#call(lobby.createChannel, { name, private: isPrivate }, by.accessToken);
      things.set(`channel:${kind}`, channel?.channelId ?? "");
      return channel?.channelId ?? "";
    };
    const [own, , archived] = await Promise.all([
      make("own", me, false),
      make("foreign", bob, true),
      make("archived", me, false),
    ]);
    const { channel } = await this.#call(
      lobby.openDirectChannel,
      { who: { case: "userId", value: idOf(bob) } },
      me.accessToken,
    );
    things.set("channel:direct", channel?.channelId ?? "").set("channel:lobby", "lobby");
    await this.#call(lobby.joinChannel, { channelId: own }, bob.accessToken);
    for (const channelId of [own, archived]) {
      const sent = { channelId, clientMessageId: "fuzz-first", text: "what is edited, deleted and reacted to" };
      await this.#call(ChannelService.method.sendMessage, sent, me.accessToken);
    }
    await this.#call(lobby.archiveChannel, { channelId: archived, archived: true }, me.accessToken);
  }

  async #makeRest(things: Map<string, string | bigint>, token: string): Promise<void> {
    const channels = await this.#call(lobby.listChannels, { pageSize: 1 }, token);
    const members = await this.#call(lobby.listMembers, { channelId: "lobby", pageSize: 1 }, token);
    things.set("page:channels", channels.nextPageToken).set("page:members", members.nextPageToken);
    const way = {
      case: "webPush" as const,
      value: { endpoint: "https://hooks.invalid/x", p256dh: pushKey(), auth: "A".repeat(22) },
    };
    const { device } = await this.#call(NotificationService.method.registerDevice, { way, label: "mine" }, token);
    things.set("device:mine", device?.deviceId ?? "");
    const { items } = await this.#call(NotificationService.method.listInbox, {}, token);
    things.set("item:mine", items[0]?.itemId ?? "1.1.lobby").set("epoch:now", 1n);
  }

  // Cases make channels as well: when no port is left, the last one has to do.
  async #makeOlderChannel(): Promise<void> {
    if (this.#channel && !this.#channel.isOver) return;
    this.#channel?.close();
    this.#channelTransport?.close();
    const connect = (address: string) => {
      this.#channelTransport = grpcTransport(address);
      return this.#channelTransport;
    };
    this.#channel = (await OlderChannel.open(this.#transport, connect).catch(() => undefined)) ?? this.#channel;
  }

  async #guest(name: string): Promise<Session> {
    const { session } = await this.#call(
      agent.signInGuest,
      { name, guestToken: `${name}-and-its-guest-token` },
      undefined,
    );
    if (!session) throw new Error("A guest came in without a session.");
    return session;
  }

  #call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    token: string | undefined,
  ): Promise<MessageShape<O>> {
    return this.#transport.unary(method, request, { token, timeoutMs });
  }
}

function idOf({ profile }: Session): string {
  return profile?.userId ?? "";
}

function pushKey(): string {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return publicKey.export({ type: "spki", format: "der" }).subarray(-65).toString("base64url");
}
