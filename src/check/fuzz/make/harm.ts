// Damages encoded bytes: what a broken client, a broken wire or somebody with bad intent would send.
import type { SeededRandom } from "../../plan/seeded-random.ts";
import type { Harm } from "../fuzz-case.ts";

const tellingBytes = [0x00, 0x01, 0x07, 0x0a, 0x0b, 0x0c, 0x22, 0x5b, 0x7b, 0x7f, 0x80, 0xc0, 0xed, 0xff];
const openings = ["[", '{"a":', "\x0b", "("];

/** Some damage; none for most. */
export function makeHarms(random: SeededRandom, share: number): Harm[] {
  if (random.next() >= share) return [];
  return Array.from({ length: 1 + Math.floor(random.between(0, 3)) }, () => makeHarm(random));
}

function makeHarm(random: SeededRandom): Harm {
  const at = random.next();
  const kind = random.next();
  if (kind < 0.35) return { harm: "flip", at, byte: 1 << Math.floor(random.between(0, 8)) };
  if (kind < 0.6) return { harm: "set", at, byte: random.pick(tellingBytes) as number };
  if (kind < 0.75) return { harm: "cut", at, size: 0 };
  if (kind < 0.85) return { harm: "drop", at, size: Math.floor(random.between(1, 9)) };
  if (kind < 0.97) return { harm: "copy", at, from: random.next(), size: Math.floor(random.between(1, 60)) };
  return { harm: "nest", at, deep: random.pick([10, 200, 5_000, 60_000]) as number };
}

/** The bytes, damaged. */
export function doHarm(bytes: Uint8Array, harms: readonly Harm[]): Uint8Array {
  return harms.reduce<Uint8Array>(harmOnce, Uint8Array.from(bytes));
}

function harmOnce(bytes: Uint8Array, harm: Harm): Uint8Array {
  const at = Math.floor(harm.at * (bytes.length + 1));
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (harm.harm) {
    case "cut":
      return before;
    case "drop":
      return Buffer.concat([before, after.subarray(harm.size)]);
    case "copy": {
      const from = Math.floor(harm.from * bytes.length);
      return Buffer.concat([before, bytes.subarray(from, from + harm.size), after]);
    }
    case "nest": {
      const opening = openings[Math.floor(harm.at * 97) % openings.length] as string;
      return Buffer.concat([before, Buffer.from(opening.repeat(harm.deep), "latin1"), after]);
    }
    default: {
      const harmed = Uint8Array.from(bytes);
      const byte = harmed[at];
      if (byte !== undefined) harmed[at] = harm.harm === "flip" ? byte ^ harm.byte : harm.byte;
      return harmed;
    }
  }
}
