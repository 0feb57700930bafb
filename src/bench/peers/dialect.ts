// What Centrifugo's two forms of its client protocol have in common.

/** Where a subscriber stands. */
export interface Position {
  readonly offset: number;
  readonly epoch: string;
}

/** The answer to a subscription. */
export interface Subscribed extends Position {
  /** Whether all that was missed came with it, before it. */
  readonly recovered: boolean;
}

/** What a connection hears. */
export interface Ears {
  /** One message: its place in the channel, and where its data stands in what came. */
  publication(offset: number, from: Buffer, start: number, end: number): void;
  connected(): void;
  subscribed(answer: Subscribed): void;
  /** The server asks whether one is there. */
  ping(): void;
}

/** One form of the protocol. */
export interface Dialect {
  readonly name: "protobuf" | "JSON";
  /** How a crowd that speaks it is told to. */
  readonly way: "centrifugo-protobuf" | "centrifugo-json";
  /** What follows the path when one connects. */
  readonly query: string;
  connect(token: string): string | Uint8Array;
  /** Subscribes at the end, or from a position on. */
  subscribe(channel: string, since: Position | undefined): string | Uint8Array;
  readonly pong: string | Uint8Array;
  /** Reads one message of the websocket: a few replies of the protocol. Throws where a reply is an error. */
  read(message: Buffer, ears: Ears): void;
}
