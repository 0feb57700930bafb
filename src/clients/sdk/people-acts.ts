// What one asks and tells about people.
import { AgentService, type Profile as WireProfile } from "../../gen/madang/agent/v1/agent_pb.ts";
import { HeartbeatService } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { CallOptions, Calls } from "./calls.ts";
import { clientErrors } from "./client-errors.ts";
import type { Who } from "./lobby-acts.ts";
import { type Profile, profileFromWire } from "./person-from-wire.ts";
import { type Presence, presenceFromWire } from "./presence-watch.ts";

/** Changes to one's own profile; what is left out stays. */
export type ProfileChange = Partial<Omit<Profile, "id" | "name" | "kind">>;

/** The part of a client that is about people. */
export type PeopleActs = ReturnType<typeof peopleActs>;

/** Makes the acts; each is tried until it passes or its deadline ends. */
export function peopleActs(calls: Calls) {
  const { method } = AgentService;
  return {
    /** A person's profile: one's own is whole, another's holds what is public. */
    async profile(who: Who, options?: CallOptions): Promise<Profile> {
      const asked =
        "id" in who ? ({ case: "userId", value: who.id } as const) : ({ case: "name", value: who.name } as const);
      return profileOf(await calls.repeat(method.getProfile, { who: asked }, options));
    },
    /** Changes one's own profile. */
    async updateProfile(change: ProfileChange, options?: CallOptions): Promise<Profile> {
      const { hobbies, ...rest } = change;
      const request = { ...rest, hobbies: [...(hobbies ?? [])], replaceHobbies: hobbies !== undefined };
      return profileOf(await calls.repeat(method.updateProfile, request, options));
    },
    /** Changes the password; all other sessions end. */
    async changePassword(oldPassword: string, newPassword: string, options?: CallOptions): Promise<void> {
      await calls.once(method.changePassword, { oldPassword, newPassword }, options);
    },
    /** Who of these people is there, now. */
    async presence(userIds: readonly string[], options?: CallOptions): Promise<readonly Presence[]> {
      const { people } = await calls.repeat(HeartbeatService.method.getPresence, { userIds: [...userIds] }, options);
      return people.map(presenceFromWire);
    },
  };
}

function profileOf({ profile }: { readonly profile?: WireProfile | undefined }): Profile {
  if (!profile) throw clientErrors.badAnswer("no profile in it");
  return profileFromWire(profile);
}
