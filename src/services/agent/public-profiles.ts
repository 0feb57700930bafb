// The profiles that everybody may see, by name: what a directory of people shows.
import type { SessionStore } from "../../core/ports.ts";
import { maxNameLength, nameKey } from "../../core/text.ts";
import type { Profile } from "../../gen/madang/agent/v1/agent_pb.ts";
import { ownProfile } from "./profiles.ts";

/** Finds people who made their profile public. */
export class PublicProfiles {
  readonly #sessions: Pick<SessionStore, "userNamed">;

  constructor({ sessions }: { sessions: Pick<SessionStore, "userNamed"> }) {
    this.#sessions = sessions;
  }

  /** The public profile of the person with exactly this name, in this case. Rejects with UNAVAILABLE. */
  async publicNamed(name: string): Promise<Profile | undefined> {
    // A code point is at most two units long; what is longer is nobody's name, and dear to bring into one form.
    if (name.length > 2 * maxNameLength) return undefined;
    const user = await this.#sessions.userNamed(nameKey(name));
    if (user?.name !== name) return undefined;
    const profile = ownProfile(user);
    return profile.public ? profile : undefined;
  }
}
