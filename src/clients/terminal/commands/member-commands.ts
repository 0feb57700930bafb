// Commands of those who look after a channel.
import type { Role } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import type { Answer } from "./answer.ts";
import type { Desk } from "./desk.ts";
import { takeWord } from "./typed-line.ts";

const done: Answer = { type: "done" };
const roles: ReadonlySet<string> = new Set<Role>(["member", "moderator", "owner"]);

type MemberCommand = "invite" | "kick" | "ban" | "unban" | "role";

/** /invite <name>: brings somebody into the channel in front. */
export async function invite(rest: string, desk: Desk): Promise<Answer> {
  const { channelId, client } = desk;
  const [userId] = await personIn(rest, desk, "invite");
  await client.invite(channelId, userId);
  return done;
}

/** /kick <name> [reason]: removes a member, who may come back. */
export async function kick(rest: string, desk: Desk): Promise<Answer> {
  const { channelId, client } = desk;
  const [userId, reason] = await personIn(rest, desk, "kick");
  await client.kick(channelId, userId, { reason });
  return done;
}

/** /ban <name> [reason]: removes a member for good, or keeps somebody out. */
export async function ban(rest: string, desk: Desk): Promise<Answer> {
  const { channelId, client } = desk;
  const [userId, reason] = await personIn(rest, desk, "ban");
  await client.ban(channelId, userId, { reason });
  return done;
}

/** /unban <name>: lifts a ban. */
export async function unban(rest: string, desk: Desk): Promise<Answer> {
  const { channelId, client } = desk;
  const [userId] = await personIn(rest, desk, "unban");
  await client.unban(channelId, userId);
  return done;
}

/** /role <name> <member|moderator|owner>: gives a member another role. */
export async function role(rest: string, desk: Desk): Promise<Answer> {
  const { channelId } = desk;
  const [name, word] = takeWord(rest);
  if (!roles.has(word)) throw new Refusal("USAGE", desk.words.usage("role"));
  const [userId] = await personIn(JSON.stringify(name), desk, "role");
  await desk.client.setRole(channelId, userId, word as Exclude<Role, "none">);
  return done;
}

async function personIn(rest: string, desk: Desk, command: MemberCommand): Promise<[userId: string, more: string]> {
  const [name, more] = takeWord(rest);
  if (name === "") throw new Refusal("USAGE", desk.words.usage(command));
  const { id } = await desk.client.profile({ name: name.replace(/^@/, "") });
  return [id, more];
}
