// What people tell of themselves: who sees it, and what it may be.
import { clone, create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ChatError, errors } from "../../core/errors.ts";
import type { UserRow } from "../../core/ports.ts";
import { requireTopic } from "../../core/text.ts";
import {
  type Profile,
  ProfileSchema,
  type UpdateProfileRequest,
  UserKind,
} from "../../gen/madang/agent/v1/agent_pb.ts";

const maxAge = 150;
const maxHobbies = 20;
const maxLength = { about: 250, gender: 32, hobby: 64, street: 128, city: 128 } as const;

const userKinds: Readonly<Record<UserRow["kind"], UserKind>> = {
  guest: UserKind.GUEST,
  account: UserKind.ACCOUNT,
  hosted: UserKind.HOSTED,
  "built-in": UserKind.BUILT_IN,
};

/** The whole profile, as the person themself sees it. */
export function ownProfile(user: UserRow): Profile {
  const { userId, name, kind } = user;
  return Object.assign(fromBinary(ProfileSchema, user.profile), { userId, name, kind: userKinds[kind] });
}

/** The profile as others see it: who it is, and the rest only if the person wants that. */
export function seenProfile(user: UserRow): Profile {
  const profile = ownProfile(user);
  const { userId, name, kind } = profile;
  return profile.public ? profile : create(ProfileSchema, { userId, name, kind });
}

/** The profile with the changes, encoded for the store; throws PROFILE_INVALID. */
export function changedProfile(before: Uint8Array, request: UpdateProfileRequest): Uint8Array {
  const profile = clone(ProfileSchema, fromBinary(ProfileSchema, before));
  if (request.public !== undefined) profile.public = request.public;
  if (request.age !== undefined) profile.age = requireAge(request.age);
  for (const field of ["about", "gender", "street", "city"] as const) {
    const text = request[field];
    if (text !== undefined) profile[field] = requireWords(field, text);
  }
  if (request.replaceHobbies) profile.hobbies = requireHobbies(request.hobbies);
  return toBinary(ProfileSchema, profile);
}

function requireAge(age: number): number {
  if (age < 0 || age > maxAge) throw errors.profileInvalid(`age must be 0 to ${maxAge}`);
  return age;
}

function requireHobbies(raw: readonly string[]): string[] {
  if (raw.length > maxHobbies) throw errors.profileInvalid(`there are more than ${maxHobbies} hobbies`);
  const hobbies = raw.map((hobby) => requireWords("hobby", hobby));
  if (hobbies.includes("")) throw errors.profileInvalid("a hobby is empty");
  return hobbies;
}

function requireWords(field: keyof typeof maxLength, raw: string): string {
  try {
    return requireTopic(raw, maxLength[field]);
  } catch (failure) {
    if (!(failure instanceof ChatError)) throw failure;
    throw errors.profileInvalid(`${field} holds control characters or over ${maxLength[field]} characters`);
  }
}
