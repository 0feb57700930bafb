// What the conformance suites need of a backend under test: the ports, and the power to hurt the store beneath them.
import { test } from "node:test";
import type { Hub } from "../../src/core/hub.ts";
import type { NoticeStore } from "../../src/core/notices.ts";
import type { ChannelStore, MessageLog, NotificationStore, NumberStore, SessionStore } from "../../src/core/ports.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import type { Doom, DoomedRecord } from "./doomed-people.ts";

/** The ports of an open backend. */
export interface OpenPorts {
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly sessions: SessionStore;
  readonly numbers: NumberStore;
  readonly notifications: NotificationStore;
  readonly notices: NoticeStore;
}

/** Mends what was broken; calling it twice is fine. */
export type Mend = () => void;

/** One store with one open backend over it. */
export interface Harness extends OpenPorts {
  readonly clock: FakeClock;
  readonly hub: Hub;
  /** Closes the backend well and opens it again over the same store. */
  reopen(): Promise<void>;
  /** Tries to open one more backend over the same store; throws or rejects if that is refused. */
  second(): Promise<void>;
  /** The same from another process. */
  secondProcess(): Promise<void>;
  /** From now on nothing is written: what is asked waits until it is mended. */
  pauseStore(): Mend;
  /** From now on the store answers neither reads nor writes. */
  breakStore(): Mend;
  /** The write of the event with this seq fails in the middle of whatever is written together with it. */
  failAt(channelId: string, seq: number, how: "statement" | "transaction"): Mend;
  /**
   * Closes the backend, lets another process open the store and people in it send until it dies as told, and opens the
   * backend again. Resolves to what the people know.
   */
  crash(doom: Doom): Promise<DoomedRecord>;
  close(): Promise<void>;
}

/** Opens a fresh and empty store. */
export type Open = () => Promise<Harness>;

/** What a suite is called with. */
export interface SuiteOptions {
  readonly open: Open;
  /** Tests that this backend cannot pass yet, each with its reason. */
  readonly skip?: readonly { readonly name: string; readonly reason: string }[];
}

const longestTestMs = 60_000;

/** Defines a test over a fresh store, which is closed after it. */
export type DefineTest = (name: string, body: (store: Harness) => Promise<void>) => void;

/** How a suite defines its tests: each name is a sentence about what every backend promises. */
export function tests({ open, skip = [] }: SuiteOptions): DefineTest {
  return (name, body) => {
    const reason = skip.find((each) => each.name === name)?.reason;
    test(name, reason === undefined ? { timeout: longestTestMs } : { skip: reason }, async () => {
      const store = await open();
      try {
        await body(store);
      } finally {
        await store.close();
      }
    });
  };
}
