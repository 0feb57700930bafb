// What is encoded by hand is what the contract says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { SendMessageRequestSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { MessagePostedSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { toPosted } from "./draft.ts";

const ann = { sessionId: "s", userId: "u", name: "ann" };
const custom = { type: "game.move/v1", data: new Uint8Array([0, 1, 255]) };

function bodyOf(request: MessageInitShape<typeof SendMessageRequestSchema>, mentions: string[]) {
  const whole = create(SendMessageRequestSchema, { channelId: "c", clientMessageId: "m", ...request });
  return toPosted(whole, whole.text, mentions, ann).body;
}

const cases: [string, MessageInitShape<typeof SendMessageRequestSchema>, string[]][] = [
  ["a text", { text: "안녕 👋" }, []],
  ["a reply that mentions two", { text: "@a @b", replyToSeq: 2n ** 53n - 1n }, ["a", "b"]],
  ["custom data alone", { text: "", custom }, []],
  ["everything", { text: "all", replyToSeq: 1n, custom }, ["a"]],
];

for (const [what, request, mentionedUserIds] of cases) {
  test(`${what} is encoded as protobuf does it`, () => {
    const { text, replyToSeq } = request;
    const said = {
      ...(text && { text }),
      ...(replyToSeq && { replyToSeq }),
      ...(request.custom && { custom: request.custom }),
    };
    const expected = create(MessagePostedSchema, { ...said, mentionedUserIds });
    const body = bodyOf(request, mentionedUserIds);
    assert.deepEqual(
      fromBinary(MessagePostedSchema, body),
      fromBinary(MessagePostedSchema, toBinary(MessagePostedSchema, expected)),
    );
    assert.deepEqual(Buffer.from(body), Buffer.from(toBinary(MessagePostedSchema, expected)));
  });
}
