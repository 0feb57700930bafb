// A chat in maps whose people are handed over to another notification service, which does what a test says.
import type { NoticeStore } from "../../src/core/notices.ts";
import { HandOver, type HandOverParts } from "../../src/services/notification/hand-over/hand-over.ts";
import type { Notifications } from "../../src/services/notification/notifications.ts";
import { Drafts } from "./drafts.ts";
import { NotifiedChat } from "./notified-chat.ts";

const target = "127.0.0.1:9";

/** A call that came to the other service. */
interface HandOverCall {
  readonly userIds: readonly string[];
  readonly message: string;
  readonly roomId: string;
  readonly key: string;
  readonly atMs: number;
}

/** In each channel ann speaks, and bob and cho are away; call `pass` to let time go by. */
export class HandedOverChat {
  readonly chat = new NotifiedChat();
  readonly calls: HandOverCall[] = [];
  readonly unexpected: unknown[] = [];
  /** What the service answers; it takes everything if this says nothing. */
  answer: (call: HandOverCall, signal: AbortSignal) => Promise<string> | string | undefined = () => undefined;
  readonly suspended = new Set<string>();
  readonly #nudges = new Set<() => void>();

  /** Opens with channels of these ids, and with those who decide who is told. */
  static async open(...channelIds: string[]): Promise<{ house: HandedOverChat; notifications: Notifications }> {
    const house = new HandedOverChat();
    for (const channelId of channelIds) house.chat.say(house.ann(channelId).created({ members: ["bob", "cho"] }));
    const notifications = house.chat.notifications({
      settings: { when: "offline", onlineAfterMs: 20_000, handOverTo: target },
      onWaiting: () => {
        for (const nudge of house.#nudges) nudge();
      },
    });
    notifications.start();
    // Whoever wanted to come back has come back.
    await house.pass(10_000, 5_000);
    return { house, notifications };
  }

  /** Starts one that hands over, by default without a time of grace. */
  handOver(changes: Partial<HandOverParts> = {}, store: NoticeStore = this.chat.notices): HandOver {
    const handOver = new HandOver({
      store,
      channels: this.chat,
      whoIsThere: { isOnline: (userId) => this.chat.online.has(userId), isHere: () => false },
      isSuspended: async (userId) => this.suspended.has(userId),
      notifyWhen: "offline",
      onlineAfterMs: 20_000,
      ttlMs: 3_600_000,
      service: this.service,
      clock: this.chat.clock,
      random: () => 0.5,
      graceMs: 0,
      onUnexpected: (failure) => this.unexpected.push(failure),
      ...changes,
    });
    this.#nudges.add(() => handOver.nudge());
    handOver.start();
    return handOver;
  }

  readonly service: NonNullable<HandOverParts["service"]> = {
    notifyOfflineUsers: async (people, key, signal) => {
      const call = { ...people, key, atMs: this.chat.clock.now() };
      this.calls.push(call);
      return (await this.answer(call, signal)) ?? "OK";
    },
  };

  ann(channelId: string): Drafts {
    return new Drafts(channelId, "ann");
  }

  say(channelId: string, text: string): number {
    return this.chat.say(this.ann(channelId).posted(text));
  }

  /** Lets time go by in steps, and everything that waits for no time happen in between. */
  async pass(ms: number, stepMs = 50): Promise<void> {
    await flush();
    for (let left = ms; left > 0; left -= stepMs) {
      this.chat.clock.advance(Math.min(stepMs, left));
      await flush();
    }
  }

  /** The messages of the calls so far. */
  messages(): string[] {
    return this.calls.map(({ message }) => message);
  }

  /** What was told of calls that are over. */
  details(): string[] {
    return this.chat.notices.handedOver.map(({ detail }) => detail);
  }
}

async function flush(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
