// From the contract's people to plain ones.
import { UserKind, type Profile as WireProfile } from "../../gen/madang/agent/v1/agent_pb.ts";
import { Role as WireRole } from "../../gen/madang/channel/v1/event_pb.ts";
import type { Member as WireMember } from "../../gen/madang/lobby/v1/lobby_pb.ts";

/** A person: the id is who they are, the name is a label. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** What kind of person it is. */
export type PersonKind = "guest" | "account" | "hosted" | "built-in" | "unknown";

/** Who is signed in. */
export interface Me extends Person {
  readonly kind: PersonKind;
}

/** What a person tells of themselves; of others only what is public. */
export interface Profile extends Me {
  readonly public: boolean;
  readonly about: string;
  /** In years; 0 if not said. */
  readonly age: number;
  readonly gender: string;
  readonly hobbies: readonly string[];
  readonly street: string;
  readonly city: string;
}

/** What a member may do. */
export type Role = "none" | "member" | "moderator" | "owner";

/** A person in a channel, or one who is banned from it. */
export interface Member extends Person {
  readonly role: Role;
  readonly banned: boolean;
}

const personKinds: Readonly<Record<number, PersonKind>> = {
  [UserKind.GUEST]: "guest",
  [UserKind.ACCOUNT]: "account",
  [UserKind.HOSTED]: "hosted",
  [UserKind.BUILT_IN]: "built-in",
};

const roles: readonly Role[] = ["none", "member", "moderator", "owner"];

/** A role by its name. */
export function roleFromWire(role: WireRole): Role {
  return roles[role] ?? "none";
}

/** A role as the contract numbers it. */
export function roleToWire(role: Role): WireRole {
  return roles.indexOf(role) as WireRole;
}

/** The part of a profile that says who it is. */
export function personFromProfile({ userId, name, kind }: WireProfile): Me {
  return { id: userId, name, kind: personKinds[kind] ?? "unknown" };
}

/** A whole profile. */
export function profileFromWire(profile: WireProfile): Profile {
  const { age, about, gender, hobbies, street, city } = profile;
  return { ...personFromProfile(profile), public: profile.public, about, age, gender, hobbies, street, city };
}

/** A member. */
export function memberFromWire({ userId, name, role, banned }: WireMember): Member {
  return { id: userId, name, role: roleFromWire(role), banned };
}
