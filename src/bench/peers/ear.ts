// One of a crowd, whichever server it listens to.

/** A subscriber that keeps its place when its connection is cut. */
export interface Ear {
  /** How many messages it heard since its first subscription. */
  readonly received: number;
  /** Whether the server said that what was missed cannot be had. */
  readonly hasLost: boolean;
  /** Why it does not hear everything: something came twice, or out of turn, or the server ended it. */
  readonly failure: Error | undefined;
  /** Connects and subscribes, from its place on if it has one; resolves when the server has answered. */
  open(address: string): Promise<void>;
  /** Cuts the connection. */
  close(): void;
}
