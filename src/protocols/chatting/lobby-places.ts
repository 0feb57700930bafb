// Where people in the lobby had come to, kept over a restart: who comes back with their index has missed nothing since.
import { lobbyId } from "../../core/ids.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";

const prefix = "chatting lobby ";

/**
 * While a stream is open its client hears everything at once, so its place is wherever the channel was when we went
 * down: a row is written when a stream comes or goes, and none for a line. What was on its way to a client when the
 * server was killed is not said again: that client could not tell it from a new line.
 */
export class LobbyPlaces {
  readonly #courtyard: Courtyard;
  /** What is on its way to the store. */
  readonly #writing = new Map<number, { readonly place: number | "live" | undefined }>();

  /** Those who were live when the process before this one ended have come to the end. */
  static async open(courtyard: Courtyard): Promise<LobbyPlaces> {
    const [head] = await courtyard.log.heads([lobbyId]);
    await courtyard.numbers.settlePlaces(prefix, head?.seq ?? 0);
    return new LobbyPlaces(courtyard);
  }

  private constructor(courtyard: Courtyard) {
    this.#courtyard = courtyard;
  }

  /** Where this index had come to; undefined: nobody was in the lobby with it. */
  async of(index: number): Promise<number | undefined> {
    const written = this.#writing.get(index);
    if (!written) return this.#courtyard.numbers.placeOf(`${prefix}${index}`);
    return written.place === "live" ? undefined : written.place;
  }

  /** A place changed: `live` while a stream is open; undefined: they left the lobby. Nobody waits for it. */
  keep(index: number, place: number | "live" | undefined): void {
    const { numbers, onUnexpected } = this.#courtyard;
    numbers.keepPlace(`${prefix}${index}`, place).catch((failure: unknown) => onUnexpected(failure, "chatting place"));
  }
}
