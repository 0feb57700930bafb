// Wrong input is refused with the documented code, reason and a sentence, and nobody else notices.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { ChannelService, SendMessageRequestSchema } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";
import { type WireRequest, wireCall } from "../support/wire-call.ts";
import { hears, refusalOf, WireSession } from "../support/wire-session.ts";

const madang = await MadangProcess.start();
const ann = await WireSession.guest(madang.address, "ann");
const carl = await Person.enter(madang.address, "carl");
const witness = await Person.enter(madang.address, "witness");
after(async () => {
  ann.close();
  await Promise.all([carl.leave(), witness.leave()]);
  await madang.remove();
});

const { method } = ChannelService;
let acts = 0;
const nextId = () => `act-${++acts}`;

/** Whatever was refused: others speak and hear as before. */
async function othersGoOn(): Promise<void> {
  const text = `still here ${nextId()}`;
  await carl.client.send("lobby", text);
  await witness.hears("lobby", text);
}

function refused(what: string, expected: `${string} ${string}`, ask: () => Promise<unknown>): void {
  test(`${what} is refused with ${expected.split(" ")[1]}`, async () => {
    await expectRefusal(ask(), expected);
    await othersGoOn();
  });
}

type Said = MessageInitShape<typeof SendMessageRequestSchema>;
const say = (said: Said) => ann.call(method.sendMessage, { channelId: "lobby", clientMessageId: nextId(), ...said });
const custom = (type: string, bytes: number) => ({ custom: { type, data: new Uint8Array(bytes) } });

const wrongSends: [what: string, reason: string, said: Said][] = [
  ["an empty text", "TEXT_EMPTY", { text: "" }],
  ["a text of blanks", "TEXT_EMPTY", { text: " \t\n\u3000\u00a0" }],
  ["a text of Hangul fillers", "TEXT_EMPTY", { text: "\u3164\u115f\u1160\uffa0" }],
  ["a text without width", "TEXT_EMPTY", { text: "\u200b\ufeff\u2060" }],
  ["a text of 4,001 letters", "TEXT_TOO_LONG", { text: "ㅋ".repeat(4_001) }],
  ["a text of 4,001 emoji", "TEXT_TOO_LONG", { text: "😀".repeat(4_001) }],
  ["a bell in the text", "TEXT_CONTROL", { text: "ding\u0007" }],
  ["an escape sequence", "TEXT_CONTROL", { text: "\u001b[2J" }],
  ["a zero byte", "TEXT_CONTROL", { text: "a\u0000b" }],
  ["a carriage return alone", "TEXT_CONTROL", { text: "a\rb" }],
  ["a message without an id", "ID_INVALID", { text: "x", clientMessageId: "" }],
  ["an id with blanks", "ID_INVALID", { text: "x", clientMessageId: "a b" }],
  ["an id of 65 letters", "ID_INVALID", { text: "x", clientMessageId: "x".repeat(65) }],
  ["a channel that is no id", "ID_INVALID", { text: "x", channelId: "no such place" }],
  ["custom data of 4,097 bytes", "CUSTOM_INVALID", custom("game.move/v1", 4_097)],
  ["custom data without a type", "CUSTOM_INVALID", custom("", 1)],
  ["blanks beside custom data", "TEXT_EMPTY", { text: "  ", ...custom("game", 1) }],
];
for (const [what, reason, said] of wrongSends) refused(what, `INVALID_ARGUMENT ${reason}`, () => say(said));

const first = await ann.send("lobby", "the-first", "the first");
const beyond = [first + 1_000_000, Number.MAX_SAFE_INTEGER, 2 ** 64 - 2 ** 11].map(BigInt);

test("the longest texts are taken: letters, emoji, and Hangul that is 4,000 only when composed", async () => {
  for (const text of ["ㅋ".repeat(4_000), "😀".repeat(4_000), "각".repeat(4_000).normalize("NFD")]) await say({ text });
  const { messages } = await ann.call(method.listMessages, { channelId: "lobby", pageSize: 1 });
  assert.equal(messages[0]?.text, "각".repeat(4_000).normalize("NFC"));
});

test("tab, line ends and 4,096 bytes of custom data are taken", async () => {
  await say({ text: "a\tb\nc\r\nd" });
  await say(custom("game.move/v1", 4_096));
});

test("the same id with the same words is a repeat, and with others refused", async () => {
  assert.equal(await ann.send("lobby", "the-first", "the first"), first);
  await expectRefusal(ann.send("lobby", "the-first", "something else"), "ALREADY_EXISTS ID_REUSED");
  const deletion = { channelId: "lobby", seq: BigInt(first), clientMessageId: "the-first" };
  await expectRefusal(ann.call(method.deleteMessage, deletion), "ALREADY_EXISTS ID_REUSED");
  await othersGoOn();
});

refused("a reaction that is not there", "INVALID_ARGUMENT EMOJI_INVALID", () => react(""));
refused("a reaction with a blank", "INVALID_ARGUMENT EMOJI_INVALID", () => react("a b"));
refused("a reaction of 17 characters", "INVALID_ARGUMENT EMOJI_INVALID", () => react("👍".repeat(17)));

function react(emoji: string) {
  return ann.call(method.react, { channelId: "lobby", seq: BigInt(first), emoji });
}

for (const seq of beyond) {
  const at = { channelId: "lobby", seq };
  const hole = "NOT_FOUND MESSAGE_NOT_FOUND";
  refused(`an edit of seq ${seq}`, hole, () => ann.call(method.editMessage, { ...at, text: "x" }));
  refused(`a deletion of seq ${seq}`, hole, () => ann.call(method.deleteMessage, at));
  refused(`a reaction to seq ${seq}`, hole, () => ann.call(method.react, { ...at, emoji: "👍" }));
  refused(`a reply to seq ${seq}`, hole, () => say({ text: "x", replyToSeq: seq }));
  refused(`reading up to seq ${seq}`, "OUT_OF_RANGE BEYOND_END", () => ann.call(method.markRead, at));

  test(`history after seq ${seq} is an empty page, and before it the last one`, async () => {
    const page = await ann.call(method.listMessages, { channelId: "lobby", afterSeq: seq });
    assert.deepEqual(page.messages, []);
    const last = await ann.call(method.listMessages, { channelId: "lobby", beforeSeq: seq, pageSize: 1 });
    assert.equal(last.messages.length, 1);
    await othersGoOn();
  });

  test(`a stream from seq ${seq} starts with a reset at the channel's head`, async () => {
    const stream = ann.subscribe({ cursors: [{ channelId: "lobby", seq }] });
    await stream.opened();
    const [frame] = stream.frames;
    assert.equal(frame?.reset, true);
    assert.equal(frame.heads[0]?.cursor, frame.heads[0]?.seq);
    const text = `after the reset ${nextId()}`;
    await carl.client.send("lobby", text);
    await hears(stream, text);
    stream.close();
  });
}

const path = "/madang.channel.v1.ChannelService/SendMessage";
const unreadable = "INVALID_ARGUMENT ARGUMENT_INVALID";
const garbage = Buffer.from("ffffffff07deadbeef", "hex");
const onTheWire = async (request: Omit<WireRequest, "token">) => {
  const failure = await wireCall(madang.address, { ...request, token: ann.token });
  if (failure) throw failure;
};

function withText(bytes: Uint8Array): Uint8Array {
  const request = create(SendMessageRequestSchema, {
    channelId: "lobby",
    clientMessageId: nextId(),
    text: "?".repeat(4),
  });
  const message = toBinary(SendMessageRequestSchema, request);
  message.set(bytes, message.length - 4);
  return message;
}

for (const rpc of ["SendMessage", "Subscribe", "Publish"]) {
  const rpcPath = `/madang.channel.v1.ChannelService/${rpc}`;
  refused(`garbage instead of a ${rpc} message`, unreadable, () => onTheWire({ path: rpcPath, message: garbage }));
}
refused("a text that is not UTF-8", unreadable, () =>
  onTheWire({ path, message: withText(Buffer.from("61c328ff", "hex")) }),
);
refused("half a surrogate in UTF-8", unreadable, () =>
  onTheWire({ path, message: withText(Buffer.from("61eda080", "hex")) }),
);
refused("a request of 5 MiB", unreadable, () => onTheWire({ path, message: Buffer.alloc(5 * 1024 * 1024) }));
refused("a request that unpacks to 100 MiB", unreadable, () =>
  onTheWire({ path, message: gzipSync(Buffer.alloc(100 * 1024 * 1024), { level: 1 }), encoding: "gzip" }),
);
refused("a request that does not unpack", unreadable, () => onTheWire({ path, message: garbage, encoding: "gzip" }));

test("the SDK gives up what is too large to send, and goes on", async () => {
  const refusal = await refusalOf(carl.client.send("lobby", "x".repeat(5 * 1024 * 1024)));
  assert.equal(refusal.code, "RESOURCE_EXHAUSTED");
  await othersGoOn();
});

test("bytes that are no HTTP/2 end their connection and nothing else", async () => {
  const port = Number(madang.address.split(":")[1]);
  for (const bytes of ["GET / HTTP/1.1\r\n\r\n", garbage, Buffer.alloc(100_000, 0xff)]) {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let isClosed = false;
    socket
      .resume()
      .on("error", () => undefined)
      .once("close", () => (isClosed = true));
    await eventually(
      () => isClosed,
      5_000,
      () => "the connection stays open",
    );
  }
  await othersGoOn();
});

test("after all that the witness has heard every event of the lobby once, in its order", async () => {
  const [start = 0] = witness.seqs("lobby");
  const { messages } = await witness.client.listMessages("lobby", { pageSize: 1 });
  const head = messages[0]?.seq ?? 0;
  await witness.until(() => witness.seqs("lobby").at(-1) === head, `seq ${head}`);
  assert.deepEqual(
    witness.seqs("lobby"),
    Array.from({ length: head - start + 1 }, (_, i) => start + i),
  );
  assert.doesNotMatch(madang.screen(), /"level":50/, "nothing was unexpected");
});
