// Makes a decision of an event: gathers what `decide` must know of the message, its channel and its people.
import type { Clock } from "../../core/clock.ts";
import { decodeEvent, kinds, type LoggedEvent } from "../../core/event.ts";
import { builtInUser } from "../../core/ids.ts";
import type { Decision, NoticeStore } from "../../core/notices.ts";
import type { ChannelStore } from "../../core/ports.ts";
import type { WhoIsThere } from "../../core/presence.ts";
import type { Authors } from "./authors.ts";
import { ChannelMembers } from "./channel-members.ts";
import { decide, type Moment, type Said } from "./decide.ts";
import { Recipients } from "./recipients.ts";

/** Who is told of what, as the operator chose it. */
export interface NotifySettings {
  /** Who is present, and so not told of every message: who is online, or who has the channel open. */
  readonly when: "offline" | "not-here";
  /** How long somebody present may read what is urgent before devices are told; 0: devices are not told. */
  readonly onlineAfterMs: number;
  /** After a start nobody has come back yet: devices are told nothing for so long; 10 s if left out. */
  readonly comingBackMs?: number;
  /** Another notification service, as host:port, that is told in place of our own devices. */
  readonly handOverTo?: string | undefined;
}

/** What decisions are made with. */
export interface DeciderParts {
  readonly authors: Pick<Authors, "said" | "of">;
  readonly channels: Pick<ChannelStore, "channel" | "member" | "members">;
  readonly notices: Pick<NoticeStore, "preferencesIn" | "wantAll">;
  readonly whoIsThere: WhoIsThere;
  readonly clock: Clock;
  readonly settings: NotifySettings;
  /** Hears that somebody said something: they have read the channel up to there. */
  readonly onSaid: (channelId: string, seq: number, actorId: string) => void;
}

/** Takes the events of the feed in their order. */
export class Decider {
  readonly #parts: DeciderParts;
  readonly #members: ChannelMembers;
  readonly #recipients: Recipients;
  readonly #cancelStart: () => void;
  readonly #comingBackMs: number;
  #startedAtMs: number | undefined;

  constructor(parts: DeciderParts) {
    this.#parts = parts;
    this.#members = new ChannelMembers(parts.channels);
    this.#recipients = new Recipients({ ...parts, members: this.#members });
    this.#comingBackMs = parts.settings.comingBackMs ?? 10_000;
    this.#startedAtMs = parts.clock.now();
    // A timer, and no look at the wall clock: that one may be set forward or back meanwhile.
    this.#cancelStart = parts.clock.after(this.#comingBackMs, () => {
      this.#startedAtMs = undefined;
    });
  }

  /** What people set is asked for anew with each batch. */
  begin(): void {
    this.#recipients.begin();
  }

  /** Undefined if nobody is to be told, and nobody might have been. Rejects if the store cannot be read. */
  async decide(event: LoggedEvent): Promise<Decision | undefined> {
    this.#members.heard(event);
    if (event.kind !== kinds.messagePosted) return undefined;
    const said = await this.#said(event);
    const membership = said && (await this.#members.of(event.channelId));
    if (!said || !membership || this.#recipients.areNone(said, membership)) return undefined;
    const moment = this.#moment();
    const told: Decision["told"][number][] = [];
    const silent: Decision["silent"][number][] = [];
    for await (const people of this.#recipients.of(said, membership)) {
      const page = decide(said, membership, people, moment);
      for (const one of page.told) told.push(one);
      for (const one of page.silent) silent.push(one);
    }
    if (told.length === 0 && silent.length === 0) return undefined;
    const { handOverTo } = this.#parts.settings;
    const { channelId: sourceId, seq, atMs } = said;
    return { sourceId, seq, atMs, decidedAtMs: moment.nowMs, told, silent, ...(handOverTo && { handOverTo }) };
  }

  close(): void {
    this.#cancelStart();
  }

  async #said({ channelId, seq, atMs, bytes }: LoggedEvent): Promise<Said | undefined> {
    const { actorId, body } = decodeEvent(bytes);
    this.#parts.authors.said(channelId, seq, actorId);
    this.#parts.onSaid(channelId, seq, actorId);
    if (body.case !== "messagePosted" || actorId === builtInUser.userId) return undefined;
    const { mentionedUserIds: mentions, replyToSeq } = body.value;
    const repliedTo = replyToSeq > 0n ? await this.#parts.authors.of(channelId, Number(replyToSeq)) : undefined;
    return { channelId, seq, atMs, actorId, mentions, repliedTo };
  }

  #moment(): Moment {
    const { clock, settings, whoIsThere } = this.#parts;
    const nowMs = clock.now();
    const { when, onlineAfterMs } = settings;
    return {
      nowMs,
      notBeforeMs: this.#notBeforeMs(nowMs),
      onlineAfterMs,
      presence: (channelId, userId) => {
        if (when === "offline") return whoIsThere.isOnline(userId) ? "online" : undefined;
        return whoIsThere.isHere(channelId, userId) ? "here" : undefined;
      },
    };
  }

  #notBeforeMs(nowMs: number): number {
    if (this.#startedAtMs === undefined) return nowMs;
    return Math.min(this.#startedAtMs, nowMs) + this.#comingBackMs;
  }
}
