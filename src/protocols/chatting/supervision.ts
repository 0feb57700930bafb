// Looks after everybody once a second: who is gone leaves, who is quiet is told so, who is here shows as present.
import { create } from "@bufbuild/protobuf";
import { ChatError } from "../../core/errors.ts";
import { lobbyId } from "../../core/ids.ts";
import { callInside } from "../../core/service.ts";
import { BeatRequestSchema } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";
import type { DoorTime } from "./door-time.ts";
import type { Leaving } from "./leaving.ts";
import { isGone, isSupervised } from "./life.ts";
import type { Lobby } from "./lobby.ts";
import type { People } from "./people.ts";
import type { Person } from "./person.ts";
import type { Rooms } from "./rooms.ts";

/** Presence is told so often that somebody is here. */
const beatS = 15;

/** What is looked after. */
export interface SupervisionParts {
  readonly courtyard: Courtyard;
  readonly time: DoorTime;
  readonly people: People;
  readonly lobby: Lobby;
  readonly rooms: Rooms;
  readonly leaving: Leaving;
}

/** Call `look` every second. */
export class Supervision {
  readonly #parts: SupervisionParts;

  constructor(parts: SupervisionParts) {
    this.#parts = parts;
  }

  look(): void {
    const { nowS } = this.#parts.time;
    for (const person of this.#parts.people.all()) {
      if (person.ending) continue;
      if (isGone(person, nowS)) {
        this.#parts.leaving.door(person);
        continue;
      }
      this.#checkQuiet(person);
      if (person.streams > 0 && nowS >= person.nextBeatS) this.#beat(person, nowS);
    }
  }

  // Like the sweep that it stands for, it knows only those who have a heartbeat.
  #checkQuiet(person: Person): void {
    if (!isSupervised(person) || !person.heart) return;
    const user = this.#parts.lobby.find(person.index);
    if (user) this.#parts.lobby.checkQuiet(user);
  }

  #beat(person: Person, nowS: number): void {
    const { courtyard, rooms, leaving } = this.#parts;
    person.nextBeatS = nowS + beatS;
    const openChannelIds = [lobbyId, ...rooms.of(person).map(({ channelId }) => channelId)];
    const request = create(BeatRequestSchema, { openChannelIds });
    courtyard.peers.heartbeat.beat(request, callInside(person.caller)).catch((failure: unknown) => {
      // Somebody ended the session: the next call with this index opens one, if that is allowed.
      if (failure instanceof ChatError && failure.code === "UNAUTHENTICATED") leaving.door(person);
      else courtyard.onUnexpected(failure, "chatting beat");
    });
  }
}
