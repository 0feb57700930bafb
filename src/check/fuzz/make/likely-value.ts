// What an honest client would put into a field of this name, so that a call comes past the first questions.
import type { SeededRandom } from "../../plan/seeded-random.ts";
import type { Known, Value } from "../fuzz-case.ts";

const channels = ["own", "own", "own", "foreign", "direct", "lobby", "archived"].map((name) =>
  known(`channel:${name}`),
);
const users = ["me", "other", "bob", "nobody"].map((name) => known(`user:${name}`));
const names = ["fuzz-bob", "fuzz-eve", "madang", "Alice", "Bob", "lobby", "fuzz-own"];
const emoji = ["👍", "🎉", ":party:", "❤️", "no"];

type Draw = (random: SeededRandom) => Value | undefined;

const of =
  (...choices: readonly Value[]): Draw =>
  (random) =>
    random.pick(choices);
const freshId: Draw = (random) => `fuzz-${Math.floor(random.between(0, 2 ** 48)).toString(36)}`;
const small: Draw = (random) => BigInt(Math.floor(random.between(0, 9)));

const byName: readonly (readonly [RegExp, Draw])[] = [
  [/clientMessageId/, freshId],
  [/^path$/, of(known("backup:new"), known("backup:there"), "relative")],
  [/channelIds?$/i, of(...channels)],
  [/userIds?$|^user$/i, of(...users)],
  [/^seq$|Seq$/, small],
  [/pageSize/, of(0n, 1n, 2n, 200n)],
  [/pageToken/, of(known("page:channels"), known("page:members"), "")],
  [/deviceId/, of(known("device:mine"))],
  [/itemIds?$/i, of(known("item:mine"))],
  [/refreshToken/, of(known("token:refresh"))],
  [/guestToken/, of("fuzz-guest-token-0001", known("guest:mine"))],
  [/^token$/, of("eyJhbGciOiJub25lIn0.e30.", "a.b.c")],
  [/assword/, of("correct horse battery", "hunter2hunter2")],
  [/^emoji$/, of(...emoji)],
  [/^epoch$/, of(known("epoch:now"), 0n)],
  [/^index$/, of(known("index:mine"), 1n, 2n, 3n)],
  [/^channel$/, of(known("port:channel"), 50_054n)],
  [/^service$|fileContainingSymbol|listServices/, of("", "madang.channel.v1.ChannelService", "grpc.health.v1.Health")],
  [/fileByFilename/, of("madang/channel/v1/channel.proto", "google/protobuf/empty.proto")],
  [/^url$|^endpoint$/, of("https://hooks.invalid/x")],
  [/p256dh/, of(`B${"A".repeat(86)}`, known("key:p256dh"))],
  [/^auth$/, of("AAAAAAAAAAAAAAAAAAAAAA")],
  [/^name$/, of(...names, known("name:fresh"))],
  [/^text$|^message$|^greeting$|^topic$|^label$|^about$|^reason$/, of("hello", "안녕 @fuzz-bob", "/sum 1 2")],
];

/** A value by the field's name; undefined for a name that says nothing. */
export function likelyValue(field: string, random: SeededRandom): Value | undefined {
  return byName.find(([pattern]) => pattern.test(field))?.[1](random);
}

function known(name: string): Known {
  return { known: name };
}
