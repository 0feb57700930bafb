import assert from "node:assert/strict";
import { test } from "node:test";
import type { DescMessage, JsonValue } from "@bufbuild/protobuf";
import { ChatError } from "../../core/errors.ts";
import { GetProfileRequestSchema, SignOutRequestSchema } from "../../gen/madang/agent/v1/agent_pb.ts";
import { ListMessagesRequestSchema, SendMessageRequestSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { BeatRequestSchema } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { SetRoleRequestSchema } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { messageFromJson } from "./message-from-json.ts";

function refusalOf(schema: DescMessage, json: JsonValue): string {
  try {
    messageFromJson(schema, json);
  } catch (failure) {
    assert.ok(failure instanceof ChatError);
    assert.equal(failure.reason, "ARGUMENT_INVALID");
    return failure.message;
  }
  return assert.fail("it was taken");
}

const wide = "a whole number, best as a string of digits, from 0 to 2^64 - 1";
const wrong: [what: string, schema: DescMessage, json: JsonValue, sentence: string][] = [
  ["a list", SendMessageRequestSchema, [], "The request must be an object, not a list."],
  ["null", SendMessageRequestSchema, null, "The request must be an object, not null."],
  ["a number for a string", SendMessageRequestSchema, { text: 1 }, "text must be a string, not this number."],
  ["a fraction", SendMessageRequestSchema, { seenSeq: 1.5 }, `seenSeq must be ${wide}, not a number with a fraction.`],
  ["letters for digits", SendMessageRequestSchema, { seen_seq: "ten" }, `seen_seq must be ${wide}, not this string.`],
  ["a number below zero", SendMessageRequestSchema, { seenSeq: "-1" }, `seenSeq must be ${wide}, not this string.`],
  [
    "a number that is too large",
    ListMessagesRequestSchema,
    { pageSize: 2 ** 31 },
    "pageSize must be a whole number from -2147483648 to 2147483647, not this number.",
  ],
  ["yes for true", SignOutRequestSchema, { everywhere: "yes" }, "everywhere must be true or false, not this string."],
  [
    "bytes that are not base64",
    SendMessageRequestSchema,
    { custom: { type: "t", data: "ÄÖÜ" } },
    "custom.data must be a string in base64, not this string.",
  ],
  ["a string for an object", SendMessageRequestSchema, { custom: "x" }, "custom must be an object, not this string."],
  [
    "a string for a list",
    BeatRequestSchema,
    { openChannelIds: "lobby" },
    "openChannelIds must be a list, not this string.",
  ],
  [
    "a wrong item",
    BeatRequestSchema,
    { openChannelIds: ["a", 2] },
    "openChannelIds[1] must be a string, not this number.",
  ],
  ["a null item", BeatRequestSchema, { openChannelIds: [null] }, "openChannelIds[0] must be a string, not null."],
  [
    "an unknown value of an enum",
    SetRoleRequestSchema,
    { role: "ROLE_KING" },
    "role must be one of ROLE_UNSPECIFIED, ROLE_MEMBER, ROLE_MODERATOR, ROLE_OWNER, not this string.",
  ],
  [
    "an unknown field",
    BeatRequestSchema,
    { chanels: [] },
    "chanels is no field of BeatRequest: it has openChannelIds, leaving, clientId.",
  ],
  [
    "an unknown field of an inner message",
    SendMessageRequestSchema,
    { custom: { kind: "x" } },
    "custom.kind is no field of CustomData: it has type, data.",
  ],
  [
    "two of which only one may be set",
    GetProfileRequestSchema,
    { userId: "a", name: "b" },
    "The request sets a field twice, or two of which only one may be set: give one of them.",
  ],
  [
    "the same field by both of its names",
    SendMessageRequestSchema,
    { channelId: "a", channel_id: "b" },
    "The request sets a field twice, or two of which only one may be set: give one of them.",
  ],
  [
    "half a character",
    SendMessageRequestSchema,
    { text: "\ud83d" },
    "text must be a string, not one with half of a surrogate pair.",
  ],
];
for (const [what, schema, json, sentence] of wrong) {
  test(`${what} is refused with a sentence that names the field`, () => {
    assert.equal(refusalOf(schema, json), sentence);
  });
}

test("what was written never stands in the refusal", () => {
  const secret = "a secret that nobody should read";
  const wrongs: JsonValue[] = [{ seenSeq: secret }, { custom: secret }, { custom: { data: `${secret}!` } }];
  for (const json of wrongs) {
    assert.ok(!refusalOf(SendMessageRequestSchema, json).includes(secret));
  }
});

test("the name of an unknown field is cut, and cannot turn the line around", () => {
  assert.ok(refusalOf(BeatRequestSchema, { ["x".repeat(10_000)]: 1 }).length < 200);
  assert.ok(refusalOf(BeatRequestSchema, { "\u202ex\u0000": 1 }).startsWith("?x? is no field"));
});

test("JSON that is deeper than any message is refused", () => {
  const deep = JSON.parse(`{"custom":${'{"custom":'.repeat(5_000)}1${"}".repeat(5_000)}}`);
  assert.equal(
    refusalOf(SendMessageRequestSchema, deep),
    "custom.custom is no field of CustomData: it has type, data.",
  );
});

test("names in the style of the contract, numbers as numbers and null are taken", () => {
  const json = { channel_id: "lobby", clientMessageId: "a", seen_seq: 7, text: null, replyToSeq: "9007199254740993" };
  const { channelId, seenSeq, text, replyToSeq } = messageFromJson(SendMessageRequestSchema, json);
  assert.deepEqual([channelId, seenSeq, text, replyToSeq], ["lobby", 7n, "", 9007199254740993n]);
});
