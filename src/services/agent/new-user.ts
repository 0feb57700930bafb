// A person who was not here before.
import { create, toBinary } from "@bufbuild/protobuf";
import { createId } from "../../core/ids.ts";
import type { UserRow } from "../../core/ports.ts";
import { nameKey } from "../../core/text.ts";
import { ProfileSchema } from "../../gen/madang/agent/v1/agent_pb.ts";

type Given = Pick<UserRow, "name" | "kind" | "createdAtMs"> &
  Partial<Pick<UserRow, "userId" | "passwordHash" | "guestHash" | "hostedId">>;

/** The row of a new person: a new id and an empty profile, nothing public. */
export function newUser({ userId = createId(), passwordHash, guestHash, hostedId, ...rest }: Given): UserRow {
  const profile = toBinary(ProfileSchema, create(ProfileSchema));
  const nothing = { profile, suspended: false };
  return { userId, nameKey: nameKey(rest.name), passwordHash, guestHash, hostedId, ...nothing, ...rest };
}
