// Who is in the lobby: they hear what is said there since they came, whether a stream of theirs is open or not.
import type { ChatError } from "../../core/errors.ts";
import { lobbyId } from "../../core/ids.ts";
import type { Call } from "../../core/service.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";
import { LineChannel, type LineStyle } from "../courtyard/line-channel.ts";
import type { DoorTime } from "./door-time.ts";
import type { LobbyPlaces } from "./lobby-places.ts";
import { LobbyUser } from "./lobby-user.ts";
import type { People } from "./people.ts";
import type { Person } from "./person.ts";
import { status } from "./status.ts";

/** Without anything to do for so long somebody is told that they are quiet. */
const quietS = 60;

/** What the lobby is made of. */
export interface LobbyParts {
  readonly courtyard: Courtyard;
  readonly time: DoorTime;
  readonly people: People;
  readonly style: LineStyle;
  readonly places: LobbyPlaces;
}

/** Follows the channel of everybody once the first one came. */
export class Lobby {
  readonly #parts: LobbyParts;
  readonly #users = new Map<number, LobbyUser>();
  #lines: Promise<LineChannel> | undefined;

  constructor(parts: LobbyParts) {
    this.#parts = parts;
  }

  /** Everybody who is there, in the order in which they came. */
  users(): LobbyUser[] {
    return [...this.#users.values()];
  }

  /** Who is there with this index. */
  find(index: number): LobbyUser | undefined {
    const user = this.#users.get(index);
    return user?.person.ending ? undefined : user;
  }

  /** The user with this index, who comes in now if need be. Rejects like People.of. */
  async enter(index: number, call: Call): Promise<LobbyUser> {
    const known = this.find(index);
    if (known) return known;
    const { courtyard, people, places } = this.#parts;
    // Before anything is waited for: what is said from now on is heard.
    const [head] = await courtyard.log.heads([lobbyId]);
    const lines = await this.#open();
    const person = await people.of(index, call);
    const kept = person.isKnown ? await places.of(index) : undefined;
    const meanwhile = this.find(index);
    if (meanwhile) return meanwhile;
    if (person.ending) return this.enter(index, call);
    const after = kept ?? head?.seq ?? 0;
    const onPlace = (place: number | "live") => places.keep(index, place);
    const user = new LobbyUser(person, { lines, userId: person.caller.userId, after, onPlace });
    this.#users.set(index, user);
    if (kept === undefined) places.keep(index, after);
    person.act();
    return user;
  }

  /** Takes somebody out; their streams are the caller's to end. */
  take(person: Person): LobbyUser | undefined {
    const user = this.#users.get(person.index);
    if (user?.person !== person) return undefined;
    this.#users.delete(person.index);
    this.#parts.places.keep(person.index, undefined);
    return user;
  }

  /** Whether somebody was quiet for too long; they are told so once. */
  checkQuiet(user: LobbyUser): boolean {
    const { nowS } = this.#parts.time;
    if (nowS - user.person.activeS <= quietS) return false;
    if (!user.person.isToldQuiet) user.statuses.push(status.quit(user.person.index));
    user.person.isToldQuiet = true;
    return true;
  }

  /** To be called every second. */
  look(): void {
    for (const { ear } of this.#users.values()) ear.look();
  }

  /** Ends all streams with a reason. */
  close(reason: ChatError): void {
    for (const user of this.#users.values()) user.end(reason);
    // It was not opened, or its failure was met by whoever asked for it.
    this.#lines?.then((lines) => lines.close(reason)).catch(() => undefined);
  }

  #open(): Promise<LineChannel> {
    const { courtyard, style } = this.#parts;
    if (!this.#lines) {
      this.#lines = LineChannel.open(courtyard, lobbyId, style);
      this.#lines.catch(() => (this.#lines = undefined));
    }
    return this.#lines;
  }
}
