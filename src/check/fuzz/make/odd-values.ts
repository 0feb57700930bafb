// The values that programs stumble over: edges of numbers, and texts that are seldom typed.
import type { SeededRandom } from "../../plan/seeded-random.ts";

const edges = [0n, 1n, 2n, 7n, 200n, 201n, 1_000n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n];
const farEdges = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const below = [-1n, -2n, -(2n ** 31n), -(2n ** 31n) - 1n, -(2n ** 63n)];

// Never a whole address of a machine that is there, and never the path of a file: the server is asked to use them.
const texts = [
  "",
  " ",
  "a",
  "\0",
  "a\0b",
  "\t\n",
  "\r\nx-odd: 1",
  "\u{7f}\u{80}\u{9f}",
  "\ud800",
  "a\udfff\ud800b",
  "\u202etxet\u202c",
  "שלום עולם",
  "안녕하세요",
  "\u200b",
  "\ufeff",
  "\u2028\u2029",
  "e\u0301\u0301\u0301",
  "👨‍👩‍👧‍👦",
  "🏳️‍🌈",
  "\ufffd\uffff",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toString",
  "null",
  "NaN",
  "-0",
  "1e999",
  "0x10",
  "{}",
  "[]",
  "%00",
  "%zz",
  "%s%n",
  "../../x",
  "'; DROP TABLE channels; --",
  '" OR 1=1 *',
  "*",
  "@everyone",
  "@fuzz-ann",
  "/sum 1 2",
  "/sum 99999999999999999999 -1",
  "/multiply 1e308 x",
  "/sum",
  "~",
  "channels~",
  "mine~a~b",
  "members~\0",
  "0.0.lobby",
  "1.1.x",
  "2gosa7pa2gv.1.lobby",
  "zzzzzzzzzzz.zzzzzzzzzzz.x",
  "2gosa7pa2gv.2gosa7pa2gv.lobby",
  "https://hooks.invalid/x",
  "https://hooks.invalid:99999/",
  "http://127.0.0.1:1/",
  "https://[::1]/",
  "https://0x7f.1/",
  "https://me:word@hooks.invalid/",
  "javascript:alert(1)",
  "file:relative",
  "lobby",
  "madang",
  "room-0-1",
  "connected",
];
const repeated = ["a", "ㅋ", "😀", "\u0301", "\ud800", " ", "@a ", "\0"];
const lengths = [16, 17, 63, 64, 65, 128, 129, 256, 257, 4_000, 4_001, 40_000];
const hugeLength = 1_200_000;

/** A whole number that is an edge of some type, or small. */
export function oddNumber(random: SeededRandom): bigint {
  const kind = random.next();
  if (kind < 0.35) return BigInt(Math.floor(random.between(0, 9)));
  return random.pick(kind < 0.6 ? edges : kind < 0.85 ? farEdges : below) as bigint;
}

/** A text that few people type; seldom one of a megabyte. */
export function oddText(random: SeededRandom): string {
  const kind = random.next();
  if (kind < 0.7) return random.pick(texts) as string;
  const one = random.pick(repeated) as string;
  if (kind < 0.93) return one.repeat(random.pick(lengths) as number);
  if (kind < 0.935) return one.repeat(hugeLength / one.length);
  return noise(random, 40);
}

/** Bytes without any meaning. */
export function oddBytes(random: SeededRandom, most = 80): Uint8Array {
  return Uint8Array.from({ length: Math.floor(random.between(0, most)) }, () => Math.floor(random.between(0, 256)));
}

function noise(random: SeededRandom, most: number): string {
  const units = Array.from({ length: Math.floor(random.between(1, most)) }, () =>
    Math.floor(random.between(0, 65_536)),
  );
  return String.fromCharCode(...units);
}
