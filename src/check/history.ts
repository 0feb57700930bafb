// What a run leaves behind for the judge: who sent what, what was acknowledged, and what each client saw, in order.

/** A message that somebody asked to be sent. */
export interface SentMessage {
  readonly sender: string;
  readonly channelId: string;
  /** Its clientMessageId. */
  readonly id: string;
  /** The seq of the acknowledgement; undefined: none came, so it may be there or not. */
  readonly acknowledged: number | undefined;
}

/** An event as a client saw it. */
export interface SeenEvent {
  readonly step: "event";
  readonly channelId: string;
  readonly seq: number;
  /** The clientMessageId of the act that made it. */
  readonly id: string;
  readonly isMessage: boolean;
}

/** A client was told that not every event of (after, through] comes. */
export interface DeclaredHole {
  readonly step: "hole";
  readonly channelId: string;
  readonly after: number;
  readonly through: number;
  /** The messages of it come all the same, next; only what else happened there does not. */
  readonly messagesFollow: boolean;
}

/** What one client saw, step by step. */
export interface ClientHistory {
  readonly client: string;
  readonly steps: readonly (SeenEvent | DeclaredHole)[];
  /** Channels that it followed from some seq to the end of the run: what came after that seq it must have seen. */
  readonly followed: ReadonlyMap<string, number>;
}

/** A whole run. `sent` is in the order in which each sender sent. */
export interface RunHistory {
  readonly sent: readonly SentMessage[];
  readonly clients: readonly ClientHistory[];
}
