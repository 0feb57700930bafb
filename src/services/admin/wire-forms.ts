// People, channels, sessions and devices as the operator's contract says them.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DeviceRow } from "../../core/notices.ts";
import type { ChannelOfUser, SessionRow, UserRow } from "../../core/ports.ts";
import type { ChannelSchema, SessionSchema, UserSchema } from "../../gen/madang/admin/v1/admin_pb.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import type { DeviceSchema } from "../../gen/madang/notification/v1/notification_pb.ts";

const channelKinds: Readonly<Record<ChannelKind, string>> = {
  [ChannelKind.UNSPECIFIED]: "",
  [ChannelKind.PUBLIC]: "public",
  [ChannelKind.PRIVATE]: "private",
  [ChannelKind.DIRECT]: "direct",
  [ChannelKind.LOBBY]: "lobby",
};

/** A person; never their password's hash. */
export function toUser(row: UserRow, life: { readonly sessions: number; readonly online: boolean }) {
  const { userId, name, kind, suspended, createdAtMs } = row;
  return { userId, name, kind, suspended, createdAtMs: BigInt(createdAtMs), ...life } satisfies MessageInitShape<
    typeof UserSchema
  >;
}

/** A session; never its tokens' hashes. */
export function toSession({ sessionId, createdAtMs, refreshExpiresAtMs }: SessionRow) {
  const times = { createdAtMs: BigInt(createdAtMs), expiresAtMs: BigInt(refreshExpiresAtMs) };
  return { sessionId, ...times } satisfies MessageInitShape<typeof SessionSchema>;
}

/** A channel, whoever is in it. */
export function toChannel({ channel, head }: Pick<ChannelOfUser, "channel" | "head">) {
  const { channelId, name, kind, members, archived } = channel;
  const counts = { members, messages: BigInt(head.messages), headSeq: BigInt(head.seq) };
  return { channelId, name, kind: channelKinds[kind], archived, ...counts } satisfies MessageInitShape<
    typeof ChannelSchema
  >;
}

/** A device, without its keys; of where it is only the host, since the rest of the address is a key too. */
export function toDevice(row: DeviceRow & { readonly waiting: number }): MessageInitShape<typeof DeviceSchema> {
  const { deviceId, label, way, showsText, createdAtMs, lastTakenAtMs, lastFailure, waiting } = row;
  const times = { createdAtMs: BigInt(createdAtMs), lastTakenAtMs: BigInt(lastTakenAtMs) };
  const place =
    way.kind === "web-push"
      ? ({ case: "webPush", value: { endpoint: originOf(way.endpoint) } } as const)
      : ({ case: "webhook", value: { url: originOf(way.url) } } as const);
  return { deviceId, label, way: place, showsText, lastFailure, waiting, ...times };
}

function originOf(url: string): string {
  return URL.parse(url)?.origin ?? "";
}
