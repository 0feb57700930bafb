import assert from "node:assert/strict";
import { test } from "node:test";
import { memberActs } from "./member-acts.ts";

const member = { role: "member", banned: false } as const;
const moderator = { role: "moderator", banned: false } as const;
const banned = { role: "none", banned: true } as const;

test("owners give roles and remove those below them", () => {
  assert.deepEqual(memberActs("owner", member, false), ["makeModerator", "makeOwner", "remove", "ban"]);
  assert.deepEqual(memberActs("owner", { role: "owner", banned: false }, false), ["makeMember", "makeModerator"]);
});

test("moderators remove members, and nobody of their own rank", () => {
  assert.deepEqual(memberActs("moderator", member, false), ["remove", "ban"]);
  assert.deepEqual(memberActs("moderator", moderator, false), []);
});

test("members do nothing to others, nobody does anything to themselves, and only bans of the banned are lifted", () => {
  assert.deepEqual(memberActs("member", member, false), []);
  assert.deepEqual(memberActs("owner", member, true), []);
  assert.deepEqual(
    (["owner", "moderator", "member"] as const).map((mine) => memberActs(mine, banned, false)),
    [["unban"], ["unban"], []],
  );
});
