// What the conformance suites need of a backend under test: the ports, and the power to hurt the store beneath them.
import { test } from "node:test";
import type { Hub } from "../../src/core/hub.ts";
import type { NoticeStore } from "../../src/core/notices.ts";
import type { ChannelStore, MessageLog, NotificationStore, NumberStore, SessionStore } from "../../src/core/ports.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import type { Doom, DoomedRecord } from "./doomed-people.ts";

/** The ports that the log's suites ask. */
export interface LogPorts {
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly sessions: SessionStore;
  readonly numbers: NumberStore;
}

/** The ports of an open backend. */
export interface OpenPorts extends LogPorts {
  readonly notifications: NotificationStore;
  readonly notices: NoticeStore;
}

/** Mends what was broken; calling it twice is fine. Where that takes a while it resolves when the store answers again. */
export type Mend = () => void | Promise<void>;

/** One store with one open backend over it, as far as the log's suites need it. */
export interface LogHarness extends LogPorts {
  readonly clock: FakeClock;
  readonly hub: Hub;
  /**
   * Whether an append that failed with UNAVAILABLE is certainly not there. Otherwise it is unknown: what was accepted is
   * written until it is there.
   */
  readonly failedIsUndone: boolean;
  /** Closes the backend well and opens it again over the same store. */
  reopen(): Promise<void>;
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

/** The same with all ports. */
export interface Harness extends LogHarness, OpenPorts {
  /** Tries to open one more backend over the same store; throws or rejects if that is refused. */
  second(): Promise<void>;
  /** The same from another process. */
  secondProcess(): Promise<void>;
}

/** What a suite is called with. */
export interface SuiteOptions<Store extends LogHarness = Harness> {
  /** Opens a fresh and empty store. */
  readonly open: () => Promise<Store>;
  /** How long one test may take. */
  readonly testMs?: number;
  /** Tests that this backend cannot pass yet, each with its reason. */
  readonly skip?: readonly { readonly name: string; readonly reason: string }[];
}

const longestTestMs = 60_000;

/** Defines a test over a fresh store, which is closed after it. */
export type DefineTest<Store> = (name: string, body: (store: Store) => Promise<void>) => void;

/** How a suite defines its tests: each name is a sentence about what every backend promises. */
export function tests<Store extends LogHarness>({
  open,
  testMs = longestTestMs,
  skip = [],
}: SuiteOptions<Store>): DefineTest<Store> {
  return (name, body) => {
    const reason = skip.find((each) => each.name === name)?.reason;
    test(name, reason === undefined ? { timeout: testMs } : { skip: reason }, async () => {
      const store = await open();
      try {
        await body(store);
      } finally {
        await store.close();
      }
    });
  };
}
