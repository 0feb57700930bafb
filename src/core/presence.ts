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
