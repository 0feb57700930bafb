// Commands about people: who is there, who is in a channel, who one is oneself.

import { after } from "../../screens/after.ts";
import type { PresencePicture, ProfileChange } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import type { Answer } from "./answer.ts";
import { channelIdOf, lobbyId } from "./channel-commands.ts";
import type { Desk } from "./desk.ts";
import { takeWord } from "./typed-line.ts";

const membersShown = 200;
const pictureMs = 5_000;

/** /who: who is there, in the channel in front. */
export async function who(_rest: string, desk: Desk): Promise<Answer> {
  return whoIsThere(desk.channelId, desk);
}

/** /user [channel]: who is in a channel; of the lobby, where everybody is, who is there. */
export async function user(rest: string, desk: Desk): Promise<Answer> {
  const [name] = takeWord(rest);
  const channelId = name === "" ? desk.channelId : await channelIdOf(name, desk);
  if (channelId === lobbyId) return whoIsThere(channelId, desk);
  const { items, nextPageToken } = await desk.client.members(channelId, { pageSize: membersShown });
  const present = await desk.client.presence(items.map(({ id }) => id));
  const online = new Set(present.filter((one) => one.online).map(({ id }) => id));
  const people = items.map((member) => ({ ...member, online: online.has(member.id) }));
  return { type: "people", channelId, people, more: nextPageToken !== undefined };
}

/** /me [field value]: shows one's profile, or changes it. */
export async function me(rest: string, { client, words }: Desk): Promise<Answer> {
  const [field, value] = takeWord(rest);
  if (field === "") return { type: "profile", profile: await client.profile({ id: client.me?.id ?? "" }) };
  const change = profileChange(field.toLowerCase(), value);
  if (!change) throw new Refusal("USAGE", words.usage("me"));
  return { type: "profile", profile: await client.updateProfile(change) };
}

function profileChange(field: string, value: string): ProfileChange | undefined {
  if (field === "about" || field === "gender" || field === "street" || field === "city") return { [field]: value };
  if (field === "age") return /^\d{1,3}$/.test(value) ? { age: Number(value) } : undefined;
  if (field === "hobbies")
    return {
      hobbies: value
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    };
  if (field !== "public") return undefined;
  return value === "on" || value === "off" ? { public: value === "on" } : undefined;
}

async function whoIsThere(channelId: string, { client, words }: Desk): Promise<Answer> {
  const { people, hereCount, error } = await firstPicture(channelId, client.watchPresence.bind(client), words.noAnswer);
  if (error) throw error;
  const there = people.filter(({ online, here }) => online || here);
  return { type: "people", channelId, people: there, more: hereCount > there.length };
}

type Watch = (channelId: string, listener: (picture: PresencePicture) => void) => () => void;

async function firstPicture(channelId: string, watch: Watch, late: string): Promise<PresencePicture> {
  const { promise, resolve, reject } = Promise.withResolvers<PresencePicture>();
  const off = watch(channelId, resolve);
  const cancel = after(pictureMs, () => reject(new Refusal("NO_ANSWER", late)));
  return promise.finally(() => {
    off();
    cancel();
  });
}
