// Where a chatting client is told to go, and the ports that its channels get.

/** A port that is open for a channel. */
export interface ChannelPlace {
  readonly port: number;
  /** Accepts no more there, lets what is under way finish for `graceMs`, then cuts it. */
  close(graceMs: number): Promise<void>;
}

/** The places of one server, as its clients dial them. */
export interface ChattingPlaces {
  /** host:port of the Heartbeat service. */
  heartbeat(): string;
  /** host:port of the Lobby service. */
  lobby(): string;
  /** host:port of a channel. */
  channel(port: number): string;
  /** Listens at a port of the pool on every address of the doors, 0 for any free one; rejects with the system's error. */
  open(port: number): Promise<ChannelPlace>;
}
