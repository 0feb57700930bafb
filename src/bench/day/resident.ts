// One connected person: hears all their channels, looks at one of them, and says again and again that they are there.
import {
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { ChannelService, SubscribeResponseSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { HeartbeatService } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { toRequest } from "../load/to-request.ts";
import { within } from "../within.ts";
import { FrameConnection } from "./frame-connection.ts";
import { readSubscription } from "./read-subscription.ts";
import { ask, type Person } from "./village.ts";

/** What a resident's surroundings are. */
export interface Surroundings {
  readonly address: string;
  /** An address of this machine to come from. */
  readonly from: string;
  /** They only listen: no beats, nothing open. */
  readonly quiet: boolean;
  /** Hears the texts of those who are to be asked what they heard. */
  readonly onText: (text: string, channelId: string) => void;
  /** Something was not as it must be. */
  readonly onFailure: (failure: Error) => void;
}

const liveMs = 60_000;

/** A person at a client. */
export class Resident {
  readonly person: Person;
  /** Reads the texts that come, not only how far they go. */
  readonly attentive: boolean;
  /** Looks at the screen, and so marks as read what comes in the open channel. */
  readonly looking: boolean;
  /** The last seq heard, by channel. */
  readonly places = new Map<string, number>();
  /** Frames of all kinds that came. */
  frames = 0;
  /** Events that came, by the ranges. */
  events = 0;
  openChannelId = "";
  /** Acts of theirs that have not ended. */
  acting = 0;
  /** They go, or are gone, and begin nothing. */
  isGoing = false;
  readonly #around: Surroundings;
  #connection: FrameConnection | undefined;
  #watch = 0;
  #beat: NodeJS.Timeout | undefined;
  #caughtUp = Promise.withResolvers<void>();

  constructor(person: Person, around: Surroundings, { attentive, looking }: { attentive: boolean; looking: boolean }) {
    this.person = person;
    this.#around = around;
    this.attentive = attentive;
    this.looking = looking;
  }

  /** Whether they are connected, and begin things. */
  get isThere(): boolean {
    return this.#connection !== undefined && !this.isGoing;
  }

  /** Connects, goes on from where they were, and resolves when nothing is missed. */
  async come(): Promise<void> {
    const connection = await FrameConnection.open(this.#around.address, this.#around.from);
    this.#connection = connection;
    this.#caughtUp = Promise.withResolvers<void>();
    const cursors = Array.from(this.places, ([channelId, seq]) => ({ channelId, seq: BigInt(seq) }));
    connection.stream(subscribe, this.person.token, toRequest(subscribe, { cursors }), {
      onMessage: (frame) => this.#hear(frame),
      onEnd: () => {
        if (this.#connection === connection) this.#fail("a subscription ended");
      },
    });
    await within(this.#caughtUp.promise, liveMs, "catching up");
    this.isGoing = false;
    if (!this.#around.quiet) await this.open(this.openChannelId || (this.person.channels.room[0] as string));
  }

  /** Cuts the connection; with `goodbye` the server is told before. */
  async go(goodbye: boolean): Promise<void> {
    clearTimeout(this.#beat);
    if (goodbye) await this.ask(HeartbeatService.method.beat, { leaving: true });
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
  }

  /** Opens a channel as a client does: watches who is there, says that it is open. */
  async open(channelId: string): Promise<void> {
    this.openChannelId = channelId;
    const connection = this.#required();
    connection.cancel(this.#watch);
    this.#watch = connection.stream(watch, this.person.token, toRequest(watch, { channelId }), {
      onMessage: () => void this.frames++,
      onEnd: () => {
        if (this.#connection === connection) this.#fail("a watch of presence ended");
      },
    });
    await this.#sayThere();
  }

  /** Says that what was heard of the open channel is read. */
  async markRead(): Promise<void> {
    const seq = BigInt(this.places.get(this.openChannelId) ?? 0);
    await this.ask(ChannelService.method.markRead, { channelId: this.openChannelId, seq });
  }

  /** Calls as this person. */
  ask<I extends DescMessage, O extends DescMessage>(
    method: DescMethod & { readonly input: I; readonly output: O },
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    return ask(this.#required(), method, request, this.person.token);
  }

  async #sayThere(): Promise<void> {
    clearTimeout(this.#beat);
    const request = { openChannelIds: [this.openChannelId] };
    const connection = this.#required();
    const { nextBeatMs } = await ask(connection, HeartbeatService.method.beat, request, this.person.token);
    if (this.#connection !== connection || this.isGoing) return;
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => void this.#sayThere().catch((failure) => this.#troubled(failure)), nextBeatMs);
  }

  #hear(frame: Buffer): void {
    this.frames++;
    let isOpenOne = false;
    const hasMore = readSubscription(frame, (channelId, after, through) => {
      if (after !== (this.places.get(channelId) ?? 0)) this.#fail(`a range begins after ${after}`);
      this.places.set(channelId, through);
      this.events += through - after;
      isOpenOne ||= channelId === this.openChannelId;
    });
    if (hasMore) this.#hearRest(frame);
    else if (this.attentive) this.#hearTexts(frame);
    if (isOpenOne && this.looking && this.isThere) this.markRead().catch((failure) => this.#troubled(failure));
  }

  #hearTexts(frame: Buffer): void {
    for (const { channelId, events } of fromBinary(SubscribeResponseSchema, frame).ranges) {
      for (const { body } of events) if (body.case === "messagePosted") this.#around.onText(body.value.text, channelId);
    }
  }

  // Heads and what comes once: frames of their own.
  #hearRest(frame: Buffer): void {
    const { heads, gaps, reset, closing, caughtUp } = fromBinary(SubscribeResponseSchema, frame);
    for (const { channelId, cursor } of heads) this.places.set(channelId, Number(cursor));
    if (gaps.length > 0 || reset || closing) this.#fail(`cut off: ${closing?.reason ?? "gap or reset"}`);
    if (caughtUp) this.#caughtUp.resolve();
  }

  // What was under way when they went is nobody's trouble.
  #troubled(failure: Error): void {
    if (this.isThere) this.#around.onFailure(failure);
  }

  #required(): FrameConnection {
    if (!this.#connection) throw new Error("who is not there asks for something");
    return this.#connection;
  }

  #fail(what: string): void {
    this.#around.onFailure(new Error(`${this.person.userId}: ${what}`));
  }
}

const subscribe = ChannelService.method.subscribe;
const watch = HeartbeatService.method.watchPresence;
