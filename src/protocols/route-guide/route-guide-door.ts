// The directory of people as its older clients know it: Alice, Bob, and everybody who made their profile public.
import { errors } from "../../core/errors.ts";
import type { ByteStream, Service } from "../../core/service.ts";
import { type Name, type Person, RouteGuide } from "../../gen/compat/route_guide/route_guide_pb.ts";
import type { Profile } from "../../gen/madang/agent/v1/agent_pb.ts";
import type { Door } from "../courtyard/door.ts";
import { PeopleStream } from "./people-stream.ts";
import { notFound, residents, toPerson } from "./person.ts";

/** What the door is given. */
export interface RouteGuideParts {
  readonly profiles: {
    /** The public profile of the person with exactly this name. Rejects with UNAVAILABLE if the store cannot be read. */
    publicNamed(name: string): Promise<Profile | undefined>;
  };
}

/** Opens the door. What its server printed was where it listens, which others say here; so it prints nothing. */
export function createRouteGuideDoor(parts: RouteGuideParts): Door {
  const directory = new Directory(parts);
  return {
    name: "route-guide",
    services: [{ desc: RouteGuide, service: directory }],
    close: () => directory.close(),
  };
}

class Directory implements Service<typeof RouteGuide> {
  readonly #profiles: RouteGuideParts["profiles"];
  readonly #open = new Set<PeopleStream>();

  constructor({ profiles }: RouteGuideParts) {
    this.#profiles = profiles;
  }

  async getPerson({ name }: Name): Promise<Person> {
    return (await this.#find(name)) ?? notFound;
  }

  getPeople(): ByteStream<Name> {
    return (sink) => {
      const stream = new PeopleStream(
        (name) => this.#find(name),
        sink,
        () => this.#open.delete(stream),
      );
      this.#open.add(stream);
      return stream;
    };
  }

  close(): void {
    for (const stream of this.#open) stream.end(errors.draining());
  }

  async #find(name: string): Promise<Person | undefined> {
    const resident = residents.get(name);
    if (resident || name === "") return resident;
    const profile = await this.#profiles.publicNamed(name);
    return profile && toPerson(profile);
  }
}
