// Subscribe: one stream with everything in all channels of one person, from where their client stands.
import { isMember } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { Following } from "../../core/following.ts";
import { encodePart } from "../../core/frame.ts";
import type { FrameSink } from "../../core/outlet.ts";
import type { ChannelOfUser, ChannelStore, MessageLog } from "../../core/ports.ts";
import type { Caller, OpenStream } from "../../core/service.ts";
import type { ChatSignals, UserSignal } from "../../core/signals.ts";
import type { Off, Topics } from "../../core/topics.ts";
import type { SubscribeRequest } from "../../gen/madang/channel/v1/channel_pb.ts";
import { toHead, toReadCounts } from "./head.ts";

/** What a subscription needs. */
export interface SubscriptionParts {
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly topics: Topics<ChatSignals>;
  readonly onUnexpected: (failure: unknown) => void;
}

const headsInFrame = 200;
const pageSize = 1_000;
/** Typing is heard in so many channels of a stream. */
const maxTypingChannels = 500;

interface Start {
  readonly own: ChannelOfUser;
  readonly cursor: number;
}

/** Where a person's client starts in each of their channels. */
export interface Plan {
  readonly starts: readonly Start[];
  /** The client's cursors are worth nothing: another epoch, or beyond the end. */
  readonly reset: boolean;
}

/** Reads the person's channels and puts the client's cursors to them, in the client's order. */
export async function planSubscription(
  request: SubscribeRequest,
  caller: Caller,
  parts: SubscriptionParts,
): Promise<Plan> {
  const own = await allChannels(caller.userId, parts.channels);
  const cursors = new Map(request.cursors.map(({ channelId, seq }) => [channelId, Number(seq)]));
  const otherEpoch = request.epoch !== 0n && request.epoch !== BigInt(parts.log.epoch);
  const beyond = [...cursors].some(([channelId, seq]) => seq > (own.get(channelId)?.head.seq ?? seq));
  const reset = otherEpoch || beyond;
  const named = reset ? [] : [...cursors.keys()].flatMap((channelId) => own.get(channelId) ?? []);
  const others = [...own.values()].filter(({ channel }) => reset || !cursors.has(channel.channelId));
  const starts = [
    ...named.map((of) => ({ own: of, cursor: firstCursor(of, cursors.get(of.channel.channelId) ?? 0) })),
    ...others.map((of) => ({ own: of, cursor: of.head.seq })),
  ];
  return { starts, reset };
}

// What was said while one was not a member is not for them.
function firstCursor({ member }: ChannelOfUser, asked: number): number {
  return Math.max(asked, (member?.joinedSeq ?? 1) - 1);
}

async function allChannels(userId: string, channels: ChannelStore): Promise<Map<string, ChannelOfUser>> {
  const all = new Map<string, ChannelOfUser>();
  let after: string | undefined;
  do {
    const page = await channels.channelsOf(userId, { after, size: pageSize });
    for (const own of page.items) all.set(own.channel.channelId, own);
    after = page.next;
  } while (after !== undefined);
  return all;
}

/** An open subscription. */
export class Subscription implements OpenStream {
  readonly #following: Following;
  readonly #caller: Caller;
  readonly #parts: SubscriptionParts;
  readonly #offs: Off[] = [];
  readonly #typing = new Map<string, Off>();

  constructor(sink: FrameSink, { starts, reset }: Plan, caller: Caller, parts: SubscriptionParts) {
    this.#caller = caller;
    this.#parts = parts;
    this.#following = parts.log.follow({
      cursors: starts.map(({ own, cursor }) => ({
        channelId: own.channel.channelId,
        seq: cursor,
        head: own.head.seq,
      })),
      sink,
      onCaughtUp: () => this.#following.push(encodePart({ caughtUp: true })),
    });
    this.#pushHeads(starts, reset);
    for (const { own } of starts) this.#hearTyping(own.channel.channelId);
    this.#offs.push(
      parts.topics.on("user", caller.userId, (signal) => this.#signalled(signal)),
      parts.topics.on("session", caller.sessionId, () => this.#following.close(errors.sessionEnded())),
    );
    this.#following.start();
  }

  gone(): void {
    for (const off of this.#offs) off();
    for (const off of this.#typing.values()) off();
    this.#following.abandon();
  }

  #pushHeads(starts: readonly Start[], reset: boolean): void {
    const first = { epoch: BigInt(this.#parts.log.epoch), ...(reset && { reset }) };
    for (let i = 0; i === 0 || i < starts.length; i += headsInFrame) {
      const heads = starts.slice(i, i + headsInFrame).map(({ own, cursor }) => toHead(own, cursor));
      this.#following.push(encodePart({ ...(i === 0 && first), heads }));
    }
  }

  #signalled(signal: UserSignal): void {
    const { channelId, seq } = signal;
    if (signal.kind === "joined") this.#look(channelId, (own) => this.#joined(own, seq));
    else if (signal.kind === "read") this.#look(channelId, (own) => this.#read(own));
    else {
      const left = { channelId, seq: BigInt(seq), removed: signal.removed };
      this.#following.remove(channelId, seq, encodePart({ signals: [{ kind: { case: "left", value: left } }] }));
      this.#typing.get(channelId)?.();
      this.#typing.delete(channelId);
    }
  }

  #joined(own: ChannelOfUser, seq: number): void {
    const { channelId } = own.channel;
    // They may be out again by now, or in anew: then another signal is about that.
    if (!isMember(own.channel, own.member) || own.member?.joinedSeq !== seq) return;
    if (this.#following.follows(channelId)) return;
    this.#following.add(channelId, seq - 1, encodePart({ heads: [toHead(own, seq - 1)] }));
    this.#hearTyping(channelId);
  }

  #read(own: ChannelOfUser): void {
    const value = { channelId: own.channel.channelId, ...toReadCounts(own) };
    this.#following.pushEphemeral(encodePart({ signals: [{ kind: { case: "read", value } }] }));
  }

  #hearTyping(channelId: string): void {
    if (this.#typing.has(channelId) || this.#typing.size >= maxTypingChannels) return;
    const off = this.#parts.topics.on("channel", channelId, ({ part }) => this.#following.pushEphemeral(part));
    this.#typing.set(channelId, off);
  }

  #look(channelId: string, act: (own: ChannelOfUser) => void): void {
    this.#parts.channels.channelOf(this.#caller.userId, channelId).then(
      (own) => {
        if (own && !this.#following.closed) act(own);
      },
      (failure: unknown) => {
        // Better to come back and read anew than to miss a channel.
        this.#parts.onUnexpected(failure);
        this.#following.close(errors.storeFailed());
      },
    );
  }
}
