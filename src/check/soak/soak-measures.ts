// What a soak measures of the server, and how much of each is too much.

/** One number of a server, over time. */
export interface SoakMeasure {
  readonly name: SoakMeasureName;
  readonly title: string;
  readonly unit: string;
  /** It may grow by so much an hour under a steady load; left out: it is told and not judged. */
  readonly maxPerHour?: number;
  /** A rise of less than this is nothing, however short the run. */
  readonly leastRise?: number;
  /** When everybody has gone there may be so much more than before anybody came; left out: not judged. */
  readonly maxLeft?: number;
}

const names = [
  "heap",
  "buffers",
  "own",
  "resident",
  "descriptors",
  "timers",
  "handles",
  "mailboxes",
  "mailboxBytes",
  "sessions",
  "wal",
  "store",
  "cpu",
  "loopDelay",
] as const;

/** By what each is known. */
export type SoakMeasureName = (typeof names)[number];

/** A look at all of them. */
export type SoakValues = Readonly<Record<SoakMeasureName, number>>;

/**
 * Bounds are far below what a server of a week would bear, and above what ten minutes of a busy machine can tell from
 * noise: at 100 sends a second 64 MiB an hour are 190 bytes a send. Resident memory holds the store's page caches, 32 MiB
 * each, and what V8 and the allocator keep for later, which fill for longer than a short soak lasts; and up to 256 MiB of
 * the store's file, mapped into it.
 */
export const soakMeasures: readonly SoakMeasure[] = [
  { name: "heap", title: "Heap after a full collection", unit: "MiB", maxPerHour: 64, leastRise: 8, maxLeft: 32 },
  {
    name: "buffers",
    title: "Buffers and libraries beside the heap",
    unit: "MiB",
    maxPerHour: 64,
    leastRise: 8,
    maxLeft: 32,
  },
  {
    name: "own",
    title: "Resident memory without mapped files",
    unit: "MiB",
    maxPerHour: 128,
    leastRise: 96,
    maxLeft: 256,
  },
  { name: "resident", title: "Resident memory with mapped files", unit: "MiB" },
  { name: "descriptors", title: "Open descriptors", unit: "", maxPerHour: 60, leastRise: 24, maxLeft: 8 },
  { name: "timers", title: "Timers", unit: "", maxPerHour: 60, leastRise: 24, maxLeft: 8 },
  { name: "handles", title: "Sockets, files and other handles", unit: "", maxPerHour: 60, leastRise: 24, maxLeft: 8 },
  {
    name: "mailboxes",
    title: "Subscriptions, each with its mailbox",
    unit: "",
    maxPerHour: 60,
    leastRise: 10,
    maxLeft: 0,
  },
  {
    name: "mailboxBytes",
    title: "Waiting in all mailboxes",
    unit: "KiB",
    maxPerHour: 1_024,
    leastRise: 1_024,
    maxLeft: 0,
  },
  { name: "sessions", title: "Sessions with a stream or a lease", unit: "", maxPerHour: 120, leastRise: 30 },
  { name: "wal", title: "The store's write-ahead log", unit: "MiB", maxPerHour: 64, leastRise: 32 },
  { name: "store", title: "The store", unit: "MiB" },
  { name: "cpu", title: "Processor, of one core", unit: "%" },
  { name: "loopDelay", title: "Delay of the event loop, 99th percentile", unit: "ms" },
];
