// Commands about messages: say, answer, change, take back, react.
import type { ChatMessage } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import { channelLabel } from "../text/channel-label.ts";
import type { Answer } from "./answer.ts";
import { lobbyId } from "./channel-commands.ts";
import type { Desk } from "./desk.ts";
import { nthMessage } from "./nth-message.ts";
import { takeNumber, takeWord } from "./typed-line.ts";

const done: Answer = { type: "done" };

/** /all <text>: says something in the lobby, wherever one is. */
export async function all(rest: string, desk: Desk): Promise<Answer> {
  desk.say(lobbyId, requireText(rest, desk, "all"));
  return desk.channelId === lobbyId ? done : { type: "said", channelId: lobbyId, label: `#${lobbyId}` };
}

/** /dm <name> [text]: says something to one person; without a text it goes to the conversation with them. */
export async function dm(rest: string, desk: Desk): Promise<Answer> {
  const [name, text] = takeWord(rest);
  if (name === "") throw new Refusal("USAGE", desk.words.usage("dm"));
  const channel = await desk.client.openDirect({ name: name.replace(/^@/, "") });
  const { channelId, kind, topic, peer } = channel;
  if (text !== "") {
    const isInFront = channelId === desk.channelId;
    desk.say(channelId, text);
    return isInFront ? done : { type: "said", channelId, label: channelLabel(channel) };
  }
  desk.open(channelId);
  return { type: "opened", channelId, name: peer?.name ?? name, kind, topic };
}

/** /reply [n] <text>: answers the n-th message from the bottom. */
export async function reply(rest: string, desk: Desk): Promise<Answer> {
  const [number, text] = takeNumber(rest);
  const said = requireText(text, desk, "reply");
  const { channelId } = desk;
  const { seq } = await nthMessage(number ?? 1, desk);
  desk.say(channelId, said, seq);
  return done;
}

/** /edit [n] <text>: gives a message of one's own another text; without a number the last of one's own. */
export async function edit(rest: string, desk: Desk): Promise<Answer> {
  const [number, text] = takeNumber(rest);
  const said = requireText(text, desk, "edit");
  const { channelId } = desk;
  const { seq } = await nthOrOwn(number, desk);
  await desk.client.edit(channelId, seq, said);
  return done;
}

/** /delete [n]: takes a message back; without a number the last of one's own. */
export async function remove(rest: string, desk: Desk): Promise<Answer> {
  const [number, more] = takeNumber(rest);
  if (more !== "") throw new Refusal("USAGE", desk.words.usage("delete"));
  const { channelId } = desk;
  const { seq } = await nthOrOwn(number, desk);
  await desk.client.delete(channelId, seq);
  return done;
}

/** /react [n] <emoji>: reacts to the n-th message from the bottom, or takes the same reaction back. */
export async function react(rest: string, desk: Desk): Promise<Answer> {
  const [number, emoji] = takeNumber(rest);
  const said = requireText(emoji, desk, "react");
  const { channelId, client } = desk;
  const { seq, reactions } = await nthMessage(number ?? 1, desk);
  const mine = reactions.some((one) => one.emoji === said && one.userIds.includes(client.me?.id ?? ""));
  await client.react(channelId, seq, said, { remove: mine });
  return done;
}

/** /history [n]: earlier messages. */
export async function history(rest: string, desk: Desk): Promise<Answer> {
  const [count, more] = takeNumber(rest);
  if (more !== "" || count === 0) throw new Refusal("USAGE", desk.words.usage("history"));
  return desk.history(count);
}

function requireText(text: string, { words }: Desk, name: "all" | "reply" | "edit" | "react"): string {
  if (text.trim() === "") throw new Refusal("USAGE", words.usage(name));
  return text;
}

async function nthOrOwn(number: number | undefined, desk: Desk): Promise<ChatMessage> {
  if (number !== undefined) return nthMessage(number, desk);
  const found = (await desk.countable()).findLast(({ from }) => from.id === desk.client.me?.id);
  if (!found) throw new Refusal("NO_SUCH_MESSAGE", desk.words.noOwnMessage);
  return found;
}
