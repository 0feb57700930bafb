// Commands about channels: look around, go in and out.
import type { Channel, ChannelHead } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import { channelLabel } from "../text/channel-label.ts";
import type { Answer, ListedChannel } from "./answer.ts";
import type { Desk } from "./desk.ts";
import { takeWord } from "./typed-line.ts";

/** The channel that everybody is in. */
export const lobbyId = "lobby";

const pageSize = 200;
const mostPages = 5;

/** /list: what there is, ours first. */
export async function list(_rest: string, { client }: Desk): Promise<Answer> {
  const listed = new Map<string, ListedChannel>(client.channels().map((mine) => [mine.channelId, mine]));
  let pageToken: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { items, nextPageToken } = await client.listChannels({ pageSize, pageToken });
    for (const found of items) if (!listed.has(found.channelId)) listed.set(found.channelId, { ...found, unread: 0 });
    pageToken = nextPageToken;
    if (pageToken === undefined) break;
  }
  return { type: "channels", channels: [...listed.values()].map(onlyListed), more: pageToken !== undefined };
}

/** /make [name] [private]: a new channel, which we go to. */
export async function make(rest: string, desk: Desk): Promise<Answer> {
  const [first, after] = takeWord(rest);
  const [second] = takeWord(after);
  const name = first === "" ? `room-${Math.floor(1_000 + Math.random() * 9_000)}` : first;
  if (second !== "" && second !== "private") throw new Refusal("USAGE", desk.words.usage("make"));
  return opened(await desk.client.createChannel({ name, private: second === "private" }), desk);
}

/** /join <channel>: goes to a channel; to @somebody: the conversation with them. */
export async function join(rest: string, desk: Desk): Promise<Answer> {
  const [name] = takeWord(rest);
  if (name === "") throw new Refusal("USAGE", desk.words.usage("join"));
  if (name.startsWith("@")) return opened(await desk.client.openDirect({ name: name.slice(1) }), desk);
  const mine = channelOfOurs(desk.client.channels(), name);
  if (mine) return opened(mine, desk);
  const found = await desk.client.channelByName(name.replace(/^#/, ""));
  const isIn = found.role !== "none" || found.kind === "lobby";
  return opened(isIn ? found : await desk.client.joinChannel(found.channelId), desk);
}

/** /leave [channel]: leaves a channel for good; the one in front makes room for the lobby. */
export async function leave(rest: string, desk: Desk): Promise<Answer> {
  const [name] = takeWord(rest);
  const channelId = name === "" ? desk.channelId : await channelIdOf(name, desk);
  const label = channelLabel(desk.client.channel(channelId));
  await desk.client.leaveChannel(channelId);
  if (channelId === desk.channelId) desk.open(lobbyId);
  return { type: "told", text: desk.words.left(label) };
}

/** /rename <name>: gives the channel in front another name. */
export async function rename(rest: string, { client, channelId, words }: Desk): Promise<Answer> {
  if (rest === "") throw new Refusal("USAGE", words.usage("rename"));
  await client.rename(channelId, { name: rest });
  return { type: "done" };
}

/** /topic [text]: says what the channel in front is about; without a text it shows it. */
export async function topic(rest: string, { client, channelId, words }: Desk): Promise<Answer> {
  if (rest === "") {
    const { topic } = client.channel(channelId) ?? (await client.getChannel(channelId));
    return { type: "told", text: topic === "" ? words.noTopic : topic };
  }
  await client.rename(channelId, { topic: rest });
  return { type: "done" };
}

/** /read: everything in the channel in front is read. */
export async function read(_rest: string, { client, channelId, words }: Desk): Promise<Answer> {
  const seq = client.channel(channelId)?.seq ?? client.seen(channelId);
  if (seq > 0) await client.markRead(channelId, seq);
  return { type: "told", text: words.allRead };
}

/** The id of a channel that is named with or without "#"; that of a conversation by "@somebody". */
export async function channelIdOf(name: string, { client }: Desk): Promise<string> {
  const mine = channelOfOurs(client.channels(), name);
  if (mine) return mine.channelId;
  return (await client.channelByName(name.replace(/^#/, ""))).channelId;
}

function channelOfOurs(channels: readonly ChannelHead[], name: string): ChannelHead | undefined {
  const same = (one: string) => one.toLowerCase() === name.replace(/^[#@]/, "").normalize("NFC").toLowerCase();
  return channels.find(({ name: own, kind, peer }) =>
    kind === "direct" ? name.startsWith("@") && peer !== undefined && same(peer.name) : same(own),
  );
}

function opened(channel: Channel | ChannelHead, desk: Desk): Answer {
  const { channelId, name, kind, topic, peer } = channel;
  desk.open(channelId);
  return { type: "opened", channelId, name: kind === "direct" ? (peer?.name ?? "") : name, kind, topic };
}

function onlyListed({ channelId, name, kind, topic, role, archived, peer, unread }: ListedChannel): ListedChannel {
  return { channelId, name, kind, topic, role, archived, peer, unread };
}
