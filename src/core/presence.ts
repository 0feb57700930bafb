// How those who hold a person's streams tell presence about them.
import type { Caller } from "./service.ts";

/** Hears which sessions hold a stream. */
export interface PresenceSink {
  /** A stream that lasts was opened; call what it returns when the stream is gone, once or more often. */
  streamOpened(caller: Caller): () => void;
}
