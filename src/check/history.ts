// What a run leaves behind for the judge: who sent what, what was acknowledged, and what each client saw, in order.

/** A message that somebody asked to be sent. */
export interface SentMessage {
  readonly sender: string;
  readonly channelId: string;
  /** Its clientMessageId; no two messages of a run share one. */
  readonly id: string;
  /** The seq of the acknowledgement; undefined: none came, so it may be there or not. */
  readonly acknowledged: number | undefined;
  /** The sender was told for certain that it is nowhere: any error but UNAVAILABLE, DEADLINE_EXCEEDED or a lost connection. */
  readonly refused?: boolean;
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

/** A page of history that a client read. */
export interface ReadPage {
  readonly step: "page";
  readonly channelId: string;
  /** The range (after, through] that the messages account for. */
  readonly after: number;
  readonly through: number;
  readonly head: number;
  /** The highest seq that the client knew of when it asked: seen, or of its own acknowledged message. */
  readonly knew: number;
  readonly messages: readonly { readonly seq: number; readonly id: string }[];
}

/** One thing that a client saw. */
export type Step = SeenEvent | DeclaredHole | ReadPage;

/** What one client saw, step by step. */
export interface ClientHistory {
  readonly client: string;
  readonly steps: readonly Step[];
  /** Channels that it followed from some seq to the end of the run: what came after that seq it must have seen. */
  readonly followed: ReadonlyMap<string, number>;
}

/**
 * A whole run, recorded when nobody sends any more and everybody has caught up. `sent` is in the order in which each
 * sender sent, and holds a message once, however often it was tried.
 */
export interface RunHistory {
  readonly sent: readonly SentMessage[];
  readonly clients: readonly ClientHistory[];
}
