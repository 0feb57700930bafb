// Makes a village: its people sign in, their channels are made, joined and given a past.
import { setTimeout as sleep } from "node:timers/promises";
import {
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { AgentService } from "../../gen/madang/agent/v1/agent_pb.ts";
import { ChannelService, PublishResponseSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { type ChannelSchema, LobbyService } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { atOnce } from "../load/at-once.ts";
import { stampedText } from "../load/stamped-text.ts";
import { toRequest } from "../load/to-request.ts";
import type { FrameConnection } from "./frame-connection.ts";
import { type ChannelKindName, type ChannelsOfKind, channelKinds, channelsOf } from "./mix.ts";
import { shuffled } from "./seeded.ts";

/** Somebody who can be there, and where they are to be heard. */
export interface Person {
  readonly token: string;
  readonly userId: string;
  readonly channels: Readonly<Record<ChannelKindName, string[]>>;
}

/** A message that can be answered to. */
export interface Said {
  readonly person: Person;
  readonly channelId: string;
  readonly seq: number;
}

/** What a village is made with. */
export interface VillagePlan {
  /** Which one it is, from 0. */
  readonly number: number;
  readonly people: number;
  readonly random: () => number;
  /** The last message of each channel, when it has one. */
  readonly onSaid: (said: Said) => void;
}

const callsAtOnce = 64;
const retries = 5;
const retryMs = 1_000;

/** Makes it over one connection and resolves to its people. */
export async function makeVillage(door: FrameConnection, plan: VillagePlan): Promise<Person[]> {
  const kinds = channelsOf(plan.people);
  const people = await signInAll(door, plan);
  const channels = [...groupsOf(people, kinds, plan), ...pairsOf(people, kinds.direct, plan)];
  await atOnce(channels.length, callsAtOnce, async (index) => {
    const channel = channels[index] as Circle;
    const channelId = await patiently(() => make(door, channel, `v${plan.number}-${channel.kind}-${index}`));
    for (const person of channel.members) person.channels[channel.kind].push(channelId);
    const [author] = channel.members;
    const { history } = kinds[channel.kind];
    if (author && history > 0)
      plan.onSaid({ person: author, channelId, seq: await patiently(() => tell(door, author, channelId, history)) });
  });
  return people;
}

/** Only signs people in: they are in the lobby and nowhere else. */
export function signInAll(door: FrameConnection, plan: Pick<VillagePlan, "number" | "people">): Promise<Person[]> {
  return atOnce(plan.people, callsAtOnce, (index) => patiently(() => signIn(door, `v${plan.number}-${index}`)));
}

interface Circle {
  readonly kind: Exclude<ChannelKindName, "lobby">;
  readonly members: readonly Person[];
}

async function signIn(door: FrameConnection, name: string): Promise<Person> {
  const { session } = await ask(door, AgentService.method.signInGuest, { name });
  if (!session?.profile) throw new Error("a sign-in gave no session");
  const channels = Object.fromEntries(channelKinds.map((kind) => [kind, [] as string[]])) as Person["channels"];
  return { token: session.accessToken, userId: session.profile.userId, channels };
}

function groupsOf(people: readonly Person[], kinds: Record<ChannelKindName, ChannelsOfKind>, { random }: VillagePlan) {
  return (["hall", "room", "team"] as const).flatMap((kind) => {
    const { size, each } = kinds[kind];
    return Array.from({ length: each }, () => inGroups(shuffled(people, random), size, kind)).flat();
  });
}

function inGroups(people: readonly Person[], size: number, kind: Circle["kind"]): Circle[] {
  const groups = Math.ceil(people.length / size);
  return Array.from({ length: groups }, (_, i) => ({ kind, members: people.slice(i * size, (i + 1) * size) }));
}

// Everybody with those so many houses further on: each is in two such pairs a distance.
function pairsOf(people: readonly Person[], { each }: ChannelsOfKind, { random }: VillagePlan): Circle[] {
  const most = Math.floor((people.length - 1) / 2);
  const distances = shuffled(
    Array.from({ length: most }, (_, i) => i + 1),
    random,
  ).slice(0, each / 2);
  return distances.flatMap((distance) =>
    people.map((person, index) => ({
      kind: "direct" as const,
      members: [person, people[(index + distance) % people.length] as Person],
    })),
  );
}

async function make(door: FrameConnection, { kind, members }: Circle, name: string): Promise<string> {
  const [maker, other] = members as [Person, Person];
  if (kind === "direct") {
    const who = { case: "userId", value: other.userId } as const;
    const made = await ask(door, LobbyService.method.openDirectChannel, { who }, maker.token);
    return idOf(made.channel);
  }
  const request = { name, clientMessageId: `make-${name}` };
  const channelId = idOf((await ask(door, LobbyService.method.createChannel, request, maker.token)).channel);
  await atOnce(members.length - 1, callsAtOnce, (index) =>
    ask(door, LobbyService.method.joinChannel, { channelId }, (members[index + 1] as Person).token),
  );
  return channelId;
}

function idOf(channel: MessageShape<typeof ChannelSchema> | undefined): string {
  if (!channel) throw new Error("a channel was made that is not there");
  return channel.channelId;
}

/** The seq of the last of so many messages. */
async function tell(door: FrameConnection, { token }: Person, channelId: string, count: number): Promise<number> {
  const sends = Array.from({ length: count }, (_, i) => ({
    channelId,
    clientMessageId: `past-${i}`,
    text: stampedText(0),
  }));
  const answer = await door.call(
    ChannelService.method.publish,
    token,
    toRequest(ChannelService.method.publish, { sends }),
  );
  return Number(fromBinary(PublishResponseSchema, answer).seqs.at(-1));
}

// A server that is behind refuses for a moment: that a town is being made is not what is measured. Repeats change nothing.
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let left = retries; left > 0; left--) {
    try {
      return await act();
    } catch {
      await sleep(retryMs);
    }
  }
  return act();
}

/** Calls and decodes the answer. */
export async function ask<I extends DescMessage, O extends DescMessage>(
  connection: FrameConnection,
  method: DescMethod & { readonly input: I; readonly output: O },
  request: MessageInitShape<I>,
  token?: string,
): Promise<MessageShape<O>> {
  return fromBinary(method.output, await connection.call(method, token, toRequest(method, request)));
}
