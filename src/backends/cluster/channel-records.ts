// Channels and members between the rows of CQL and those of the ports.
import type { ChannelRow, MemberRow } from "../../core/channel-state.ts";
import type { Head } from "../../core/ports.ts";

/** A row of `channels`: what the channel is, and one member. */
export interface ChannelRecord {
  readonly channel_id: string;
  readonly user_id: string;
  readonly kind: ChannelRow["kind"] | null;
  readonly name: string | null;
  readonly topic: string | null;
  readonly archived: boolean | null;
  readonly members: number | null;
  readonly owners: number | null;
  readonly derived_seq: bigint | null;
  readonly messages: bigint | null;
  readonly member_name: string | null;
  readonly role: MemberRow["role"] | null;
  readonly banned: boolean | null;
  readonly joined_seq: bigint | null;
  readonly present: boolean | null;
}

/** The member of the row that every channel has. */
export const nobody = "";

/** The channel of a row; undefined if no event made it one. */
export function toChannel(channelId: string, record: ChannelRecord): ChannelRow | undefined {
  const { kind, name, topic, archived, members } = record;
  if (kind === null) return undefined;
  return { channelId, kind, name: name ?? "", topic: topic ?? "", archived: archived ?? false, members: members ?? 0 };
}

/** The member of a row; undefined if they are none any more. */
export function memberOf({
  user_id,
  member_name,
  role,
  banned,
  joined_seq,
  present,
}: ChannelRecord): MemberRow | undefined {
  if (!present) return undefined;
  return {
    userId: user_id,
    name: member_name ?? "",
    role: role ?? 0,
    banned: banned ?? false,
    joinedSeq: Number(joined_seq ?? 0n),
  };
}

/** Where the channel of a row stands: everything up to there is durable and derived. */
export function headOf(channelId: string, record: ChannelRecord | undefined): Head {
  const [seq, messages] = [Number(record?.derived_seq ?? 0n), Number(record?.messages ?? 0n)];
  return { channelId, seq, messages, firstSeq: 1 };
}
