// What the acts of the lobby share.
import type { Clock } from "../../core/clock.ts";
import type { KeyedTurns } from "../../core/keyed-turns.ts";
import type { ChannelStore, MessageLog, SessionStore } from "../../core/ports.ts";
import type { ChannelPlaces } from "./channel-places.ts";
import type { NameClaims } from "./name-claims.ts";

/** The backend, the time, and what the service keeps in memory. */
export interface LobbyParts {
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly names: NameClaims;
  readonly places: ChannelPlaces;
  /** A line for each channel whose name or topic changes. */
  readonly updates: KeyedTurns;
}
