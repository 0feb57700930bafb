// One way to take objects from a server.

/** Where the objects are, and as whom they are asked for. */
export interface Shelf {
  readonly channelId: string;
  readonly token: string;
  /** The place of each object in its channel. */
  readonly seqs: readonly number[];
}

/** An open way. */
export interface Taker {
  /** Resolves to the texts of so many objects from that one on, by one question; rejects if no answer comes in time. */
  take(index: number, count: number): Promise<readonly string[]>;
  close(): void;
}
