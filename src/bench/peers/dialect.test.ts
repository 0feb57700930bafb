// Both forms of Centrifugo's protocol, held against what Centrifugo 5.4.9 wrote.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dialect, Ears } from "./dialect.ts";
import { json } from "./json-dialect.ts";
import { protobuf } from "./protobuf-dialect.ts";

/** Messages of the websocket, without its frames. */
interface Recording {
  readonly epoch: string;
  readonly connected: Buffer;
  readonly subscribed: Buffer;
  readonly one: Buffer;
  readonly two: Buffer;
  readonly ping: Buffer;
  readonly recovered: Buffer;
  readonly notRecovered: Buffer;
  readonly error: Buffer;
}

const hex = (text: string) => Buffer.from(text, "hex");

const inProtobuf: Recording = {
  epoch: "FSzo",
  connected: hex(
    "3508012a310a2465616436366437662d616630642d343936312d623533352d3536323563646365323764361205352e342e3938014001",
  ),
  subscribed: hex("0e0802320a1801320446537a6f5001"),
  one: hex("1c221a120a636861743a6c6f626279220c220822ec9588eb8595223001"),
  two: hex("182216120a636861743a6c6f62627922082204226d31223003182216120a636861743a6c6f62627922082204226d32223004"),
  ping: hex("00"),
  recovered: hex("28080232241801320446537a6f3a082204226d312230033a082204226d322230044001480250016001"),
  notRecovered: hex("120802320e1801320446537a6f480450016001"),
  error: hex("17080212130866120f756e6b6e6f776e206368616e6e656c"),
};

const inJson: Recording = {
  epoch: "qFds",
  connected: Buffer.from(
    '{"id":1,"connect":{"client":"1edf8e24-642d-4864-8f0c-ebd6df50fe10","version":"5.4.9","ping":1,"pong":true}}',
  ),
  subscribed: Buffer.from('{"id":2,"subscribe":{"recoverable":true,"epoch":"qFds","positioned":true}}'),
  one: Buffer.from('{"push":{"channel":"chat:lobby","pub":{"data":"안녕","offset":1}}}'),
  two: Buffer.from(
    '{"push":{"channel":"chat:lobby","pub":{"data":"m1","offset":3}}}\n{"push":{"channel":"chat:lobby","pub":{"data":"m2","offset":4}}}',
  ),
  ping: Buffer.from("{}"),
  recovered: Buffer.from(
    '{"id":2,"subscribe":{"recoverable":true,"epoch":"qFds","publications":[{"data":"m1","offset":3},{"data":"m2","offset":4}],"recovered":true,"offset":2,"positioned":true,"was_recovering":true}}',
  ),
  notRecovered: Buffer.from(
    '{"id":2,"subscribe":{"recoverable":true,"epoch":"qFds","offset":4,"positioned":true,"was_recovering":true}}',
  ),
  error: Buffer.from('{"id":2,"error":{"code":102,"message":"unknown channel"}}'),
};

for (const [dialect, recording] of [
  [protobuf, inProtobuf],
  [json, inJson],
] as const) {
  test(`${dialect.name}: a message tells its place and its data, alone and beside others`, () => {
    assert.deepEqual(hear(dialect, recording.one), ['1 "안녕"']);
    assert.deepEqual(hear(dialect, recording.two), ['3 "m1"', '4 "m2"']);
  });

  test(`${dialect.name}: answers and pings are told apart`, () => {
    assert.deepEqual(hear(dialect, recording.connected), ["connected"]);
    assert.deepEqual(hear(dialect, recording.ping), ["ping"]);
    assert.deepEqual(hear(dialect, recording.subscribed), [`subscribed ${recording.epoch} 0 false`]);
  });

  test(`${dialect.name}: what was missed comes before the answer, or the answer says that it cannot be had`, () => {
    assert.deepEqual(hear(dialect, recording.recovered), ['3 "m1"', '4 "m2"', `subscribed ${recording.epoch} 2 true`]);
    assert.deepEqual(hear(dialect, recording.notRecovered), [`subscribed ${recording.epoch} 4 false`]);
  });

  test(`${dialect.name}: an error is not passed over`, () => {
    assert.throws(() => hear(dialect, recording.error), /the server answers an error.*unknown channel/);
  });

  test(`${dialect.name}: a reply that is cut short is refused`, () => {
    assert.throws(() => hear(dialect, recording.connected.subarray(0, -3)));
  });
}

test("commands are as its own clients write them", () => {
  const since = { epoch: "FSzo", offset: 300 };
  assert.equal(json.connect("t"), '{"id":1,"connect":{"token":"t"}}');
  assert.equal(json.subscribe("c", undefined), '{"id":2,"subscribe":{"channel":"c"}}');
  assert.equal(
    json.subscribe("c", since),
    '{"id":2,"subscribe":{"channel":"c","recover":true,"epoch":"FSzo","offset":300}}',
  );
  const inHex = (command: string | Uint8Array) => Buffer.from(command as Uint8Array).toString("hex");
  assert.equal(inHex(protobuf.connect("t")), "07080122030a0174");
  assert.equal(inHex(protobuf.subscribe("c", undefined)), "0708022a030a0163");
  assert.equal(inHex(protobuf.subscribe("c", since)), "1208022a0e0a01631801320446537a6f38ac02");
});

function hear(dialect: Dialect, message: Buffer): string[] {
  const heard: string[] = [];
  const ears: Ears = {
    connected: () => void heard.push("connected"),
    ping: () => void heard.push("ping"),
    subscribed: ({ epoch, offset, recovered }) => void heard.push(`subscribed ${epoch} ${offset} ${recovered}`),
    publication: (offset, from, start, end) => void heard.push(`${offset} ${from.toString("utf8", start, end)}`),
  };
  dialect.read(message, ears);
  return heard;
}
