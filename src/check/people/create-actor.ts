// Makes the actor for a planned person.
import type { Actor, ActorParts } from "./actor.ts";
import { ConsolePerson } from "./console-person.ts";
import { SdkPerson } from "./sdk-person.ts";
import { WindowPerson } from "./window-person.ts";

/** By the door that they come by. */
export function createActor(parts: ActorParts): Actor {
  switch (parts.person.door) {
    case "chatting":
      return new ConsolePerson(parts);
    case "window":
      return new WindowPerson(parts);
    default:
      return new SdkPerson(parts);
  }
}
