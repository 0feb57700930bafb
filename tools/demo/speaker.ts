// What everybody in the demo can do, by whatever door they came.

/** A channel: the number is its port at the chatting door, 0 for the lobby. */
export interface Place {
  readonly channelId: string;
  readonly number: number;
}

/** Where everybody is. */
export const lobby: Place = { channelId: "lobby", number: 0 };

/** Somebody who takes part; what they say and see is in the record. */
export interface Speaker {
  readonly name: string;
  readonly door: string;
  /** Says a line, after what they said before; resolves when it is settled what became of it. */
  say(place: Place, text: string): Promise<void>;
  /** Resolves when they hear the lobby: at first, and again after the server was gone. */
  isThere(): Promise<void>;
  close(): Promise<void>;
}
