// What can be told of a message's way through Madang, hop by hop: ids, places and times, never what it says.

/** Consecutive events of one channel. */
export interface Span {
  readonly channelId: string;
  readonly from: number;
  readonly through: number;
}

/** A call of a client that put these events into the log, or was refused: then, if it named a channel, that one. */
export interface CallHop {
  readonly at: "call";
  readonly span: Span | { readonly channelId: string } | undefined;
  /** E.g. ChannelService.SendMessage. */
  readonly method: string;
  /** The older protocol it came by; undefined: ours. */
  readonly door: string | undefined;
  readonly userId: string | undefined;
  /** Why it was refused; undefined: it was not. */
  readonly refusal: string | undefined;
}

/** The log made them durable; or had been asked the same before, and answered as it did then. */
export interface LogHop {
  readonly at: "stored" | "repeat";
  readonly span: Span;
  readonly kind: number;
  readonly userId: string;
}

/** A turn of the hub handed them to people's streams. */
export interface HubHop {
  readonly at: "told";
  readonly span: Span;
  readonly followers: number;
  /** How many of them have to wait until their connection takes more. */
  readonly behind: number;
}

/** An older protocol's turn handed them to those who listen there. */
export interface DoorHop {
  readonly at: "door";
  readonly span: Span;
  readonly door: string;
  readonly listeners: number;
}

/** One step of a message, or of several that took it together. */
export type Hop = CallHop | LogHop | HubHop | DoorHop;

/** Hears of hops, where the operator asked for it; costs nothing where it is not there. */
export interface Trace {
  /** Milliseconds, with fractions, of a clock that only goes forward: what hops are timed with. */
  now(): number;
  /** Tells a hop that began at `sinceMs` and is over now. */
  tell(hop: Hop, sinceMs: number): void;
}
