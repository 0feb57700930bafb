// Presence between services: those who hold a person's streams tell of it, others ask.
import type { Caller } from "./service.ts";

/** Hears which sessions hold a stream. */
export interface PresenceSink {
  /** A stream that lasts was opened; call what it returns when the stream is gone, once or more often. */
  streamOpened(caller: Caller): () => void;
}

/** Answers who is there, by what this process knows now. */
export interface WhoIsThere {
  /** Whether a session of theirs is alive. */
  isOnline(userId: string): boolean;
  /** Whether a session of theirs that is alive has the channel open. */
  isHere(channelId: string, userId: string): boolean;
}

/** A node of a fleet by the life of its process. */
export interface NodeName {
  /** Another one after every start. */
  readonly nodeId: string;
  /** Where other nodes reach it, as host:port. */
  readonly address: string;
}

/** The other nodes of a fleet, to whom is told who is there. */
export interface FleetNodes {
  readonly own: NodeName;
  /** Those that hold a lease, as far as known. */
  others(): readonly NodeName[];
  /** Sends a signal to one node; it may be lost, and is if there is no link. */
  send(address: string, signal: Uint8Array): void;
}
