// The chat with a desktop window, as its older clients meet it: over real sockets, through a kill -9, beside today's people.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { ChatServer, NoteSchema } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient, type OlderStream } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";

const { sendNote, chatStream } = ChatServer.method;
let madang: MadangProcess;
let client: OlderClient;

before(async () => {
  madang = await MadangProcess.start();
  client = new OlderClient(madang.address);
});

after(async () => {
  client.close();
  await madang.remove();
});

function listen(from = client): OlderStream<typeof chatStream> {
  const stream = from.open(chatStream);
  stream.send({});
  stream.halfClose();
  return stream;
}

function notesOf({ answers }: OlderStream<typeof chatStream>): string[] {
  return answers.map((answer) => {
    const { name, message } = fromBinary(NoteSchema, answer);
    return `[${name}] ${message}`;
  });
}

async function hears(stream: OlderStream<typeof chatStream>, note: string): Promise<void> {
  await eventually(
    () => notesOf(stream).includes(note),
    10_000,
    () =>
      `${note} is not among ${notesOf(stream)
        .map((each) => each.slice(0, 40))
        .join(", ")}`,
  );
}

test("every listener gets every note, the sender's own too, in one order", async () => {
  const listeners = [listen(), listen(), listen()];
  for (let i = 0; i < 20; i++) await client.call(sendNote, { name: `name ${i % 3}`, message: `note ${i}` });
  for (const listener of listeners) await hears(listener, "[name 1] note 19");
  const [first, ...others] = listeners.map(notesOf);
  for (const other of others) assert.deepEqual(other, first);
  assert.equal(new Set(first).size, first?.length);
  for (const listener of listeners) listener.cancel();
});

test("names and texts come back byte for byte, also what cannot be a message", async () => {
  const live = listen();
  const notes = [
    { name: "", message: "without a name" },
    { name: "ann", message: "" },
    { name: "", message: "" },
    { name: "  spaces  ", message: "  and more  \r\n\t " },
    { name: "가람", message: "유니코드 🎉" },
    { name: "decomposed", message: "한글".normalize("NFD") },
    { name: "control", message: "bell \u0007 escape \u001b[31m" },
    { name: "n".repeat(300), message: "a long name" },
    { name: "철수★", message: "가".repeat(1_400) },
    { name: "", message: "가".repeat(3_000) },
    { name: "n".repeat(4_100), message: "hi" },
    { name: "long", message: "x".repeat(5_000) },
    { name: "longer", message: "가".repeat(200_000) },
  ];
  for (const note of notes) await client.call(sendNote, note);
  const marker = "the last of them";
  await client.call(sendNote, { name: "ann", message: marker });
  await hears(live, `[ann] ${marker}`);
  const replayed = listen();
  await hears(replayed, `[ann] ${marker}`);
  const expected = notes.map(({ name, message }) => `[${name}] ${message}`);
  assert.deepEqual(notesOf(live).slice(-expected.length - 1, -1), expected);
  assert.deepEqual(notesOf(replayed).slice(-expected.length - 1, -1), expected);
  live.cancel();
  replayed.cancel();
});

test("a name over a note is a label: its sender is a guest at a window, never the account of that name", async () => {
  const nora = await Person.enter(madang.address, "nora");
  await client.call(sendNote, { name: "nora", message: "I am not she" });
  await nora.hears("lobby", "I am not she");
  const heard = nora.log("lobby").find((event) => event.type === "message" && event.text === "I am not she");
  assert.equal(heard?.from.name, "nora (window)");
  assert.notEqual(heard?.from.id, nora.id);
  await nora.leave();
});

test("nobody but a door says how a line was typed", async () => {
  const eve = await Person.enter(madang.address, "eve");
  const custom = { type: "madang.door-line/v1", data: new Uint8Array() };
  await assert.rejects(eve.client.send("lobby", { text: "good morning", custom }), { reason: "CUSTOM_INVALID" });
  await eve.leave();
});

test("today's people and windows hear each other", async () => {
  const window = listen();
  const ann = await Person.enter(madang.address, "ann");
  await ann.client.send("lobby", "from the terminal");
  await hears(window, "[ann] from the terminal");
  await client.call(sendNote, { name: "win", message: "from the window" });
  await ann.hears("lobby", "from the window");
  assert.equal(ann.texts("lobby").filter((text) => text === "from the window").length, 1);
  window.cancel();
  await ann.leave();
});

test("a replay shows the last text of an edited message, and no deleted one", async () => {
  const ann = await Person.enter(madang.address, "editor");
  const live = listen();
  const kept = await ann.client.send("lobby", "teh text");
  const gone = await ann.client.send("lobby", "a secret");
  await hears(live, "[editor] a secret");
  await ann.client.edit("lobby", kept.seq, "the text");
  await ann.client.delete("lobby", gone.seq);
  await client.call(sendNote, { name: "win", message: "after the edits" });
  await hears(live, "[win] after the edits");
  assert.ok(!notesOf(live).includes("[editor] the text"), "live edits are not sent");
  const replayed = listen();
  await hears(replayed, "[win] after the edits");
  assert.ok(notesOf(replayed).includes("[editor] the text"));
  assert.ok(!notesOf(replayed).some((note) => note.includes("teh text") || note.includes("a secret")));
  live.cancel();
  replayed.cancel();
  await ann.leave();
});

test("history is there after kill -9, and new notes come behind it", async () => {
  const early = listen();
  await client.call(sendNote, { name: "win", message: "before the crash" });
  await hears(early, "[win] before the crash");
  const wanted = notesOf(early);
  await madang.kill();
  const { code } = await early.ended();
  assert.equal(code, 14);
  await madang.start();
  const again = new OlderClient(madang.address);
  await again.call(sendNote, { name: "win", message: "after the crash" });
  const replayed = listen(again);
  await hears(replayed, "[win] after the crash");
  assert.deepEqual(notesOf(replayed), [...wanted, "[win] after the crash"]);
  replayed.cancel();
  again.close();
});
