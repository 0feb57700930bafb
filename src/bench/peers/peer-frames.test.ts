import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerFrames, toPeerFrame } from "./peer-frames.ts";

// As Centrifugo 5.4.9 wrote them: a message, two of them in one frame, a ping, and its farewell.
const recorded = {
  one: "821d1c221a120a636861743a6c6f626279220c220822ec9588eb8595223001",
  two: "8232182216120a636861743a6c6f62627922082204226d31223003182216120a636861743a6c6f62627922082204226d32223004",
  ping: "820100",
  farewell: "88090bc46e6f20706f6e67",
};

test("messages are whole again however their bytes came", () => {
  const bytes = Buffer.from(recorded.one + recorded.two + recorded.ping, "hex");
  for (const size of [1, 7, 1_000]) {
    const heard: string[] = [];
    const frames = new PeerFrames((message) => heard.push(message.toString("hex")));
    for (let at = 0; at < bytes.length; at += size) frames.push(bytes.subarray(at, at + size));
    assert.deepEqual(heard, [recorded.one.slice(4), recorded.two.slice(4), "00"]);
  }
});

test("a message of any length is found", () => {
  for (const length of [0, 125, 126, 65_535, 65_536]) {
    const head =
      length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : [127, 0, 0, 0, 0, 0, 1, 0, 0];
    const heard: number[] = [];
    new PeerFrames((message) => heard.push(message.length)).push(
      Buffer.concat([Buffer.from([0x81, ...head]), Buffer.alloc(length, "x")]),
    );
    assert.deepEqual(heard, [length]);
  }
});

test("a server that ends the talk says why, and anything else is refused", () => {
  const frames = new PeerFrames(() => undefined);
  assert.throws(() => frames.push(Buffer.from(recorded.farewell, "hex")), /ended the connection: 3012 no pong/);
  assert.throws(() => new PeerFrames(() => undefined).push(Buffer.from([0x02, 0])), /begins with 2/);
});

test("what we send is masked, text or binary", () => {
  assert.equal(toPeerFrame("{}").toString("hex"), "8182000000007b7d");
  assert.equal(toPeerFrame(new Uint8Array([0])).toString("hex"), "82810000000000");
  assert.equal(toPeerFrame("x".repeat(200)).subarray(0, 4).toString("hex"), "81fe00c8");
});
