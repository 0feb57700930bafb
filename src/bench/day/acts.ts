// What people do: each act as a client would do it, over the connection of the person who does it.
import { setTimeout as sleep } from "node:timers/promises";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { stampedText } from "../load/stamped-text.ts";
import type { ActKind } from "./mix.ts";
import type { Resident } from "./resident.ts";
import type { Said } from "./village.ts";

/** What an act is about. */
export interface Occasion {
  readonly resident: Resident;
  readonly channelId: string;
  /** A message in that channel that was said before. */
  readonly said: Said | undefined;
  /** On the clock of the texts. */
  readonly dueAtMs: number;
  /** Different for every act. */
  readonly id: string;
}

/** How far an act brought its channel; undefined for those that say nothing. */
type Came = { readonly seq: bigint } | undefined;

const { listMessages, sendMessage, sendTyping, react, editMessage, deleteMessage } = ChannelService.method;
const pageSize = 50;
const lookMs = 5;
const cutForMs = 1_000;
const awayForMs = 10_000;
const reactions = ["👍", "🎉", "👀", "❤️"];

/** Every act by its name; rejects if it fails. */
export const acts: Readonly<Record<ActKind, (occasion: Occasion) => Promise<Came>>> = {
  say: ({ resident, channelId, dueAtMs, id }) =>
    resident.ask(sendMessage, { channelId, clientMessageId: id, text: stampedText(dueAtMs) }),
  async type({ resident, channelId }) {
    await resident.ask(sendTyping, { channelId });
    return undefined;
  },
  async open({ resident, channelId }) {
    await Promise.all([resident.open(channelId), resident.ask(listMessages, { channelId, pageSize })]);
    await resident.markRead();
    return undefined;
  },
  async scroll({ resident, channelId }) {
    const through = resident.places.get(channelId) ?? 0;
    const beforeSeq = BigInt(Math.max(1, through - pageSize));
    await resident.ask(listMessages, { channelId, pageSize, beforeSeq });
    return undefined;
  },
  async react({ resident, channelId, said, id }) {
    if (!said) return undefined;
    const emoji = reactions[id.length % reactions.length] as string;
    return resident.ask(react, { channelId, seq: BigInt(said.seq), emoji, clientMessageId: id });
  },
  async edit({ resident, channelId, said, dueAtMs, id }) {
    if (!said) return undefined;
    const text = stampedText(dueAtMs);
    return resident.ask(editMessage, { channelId, seq: BigInt(said.seq), text, clientMessageId: id });
  },
  async delete({ resident, channelId, said, id }) {
    if (!said) return undefined;
    return resident.ask(deleteMessage, { channelId, seq: BigInt(said.seq), clientMessageId: id });
  },
  reconnect: ({ resident }) => comeBack(resident, false, cutForMs),
  leave: ({ resident }) => comeBack(resident, true, awayForMs),
};

async function comeBack(resident: Resident, goodbye: boolean, afterMs: number): Promise<undefined> {
  resident.isGoing = true;
  // What they are at is ended first: a call that is cut would have to be repeated, as a real client does.
  while (resident.acting > 1) await sleep(lookMs);
  await resident.go(goodbye);
  await sleep(afterMs);
  await resident.come();
  return undefined;
}
