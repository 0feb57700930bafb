// Where the tables of a WOFF2 font lie in what it holds compressed.

/** The tables' places, and where the compressed bytes begin in the file. */
export interface Woff2Tables {
  readonly start: number;
  readonly tables: ReadonlyMap<string, { readonly offset: number; readonly length: number }>;
}

// Of the 63 names that are told by a number those that we look for, and those that are stored in another form.
const names: Readonly<Record<number, string>> = { 0: "cmap", 10: "glyf", 11: "loca", 28: "GSUB", 35: "CPAL" };
const spelledOut = 63;
const headerBytes = 48;

/** Reads the directory of a font; throws if it is none. */
export function findWoff2Tables(font: Buffer): Woff2Tables {
  if (font.toString("latin1", 0, 4) !== "wOF2") throw new Error("This is no WOFF2 font.");
  const tables = new Map<string, { offset: number; length: number }>();
  let at = headerBytes;
  let offset = 0;
  // Seven bits a byte, the highest first.
  const number = () => {
    let value = 0;
    for (;;) {
      const byte = font.readUInt8(at++);
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  for (let count = font.readUInt16BE(12); count > 0; count--) {
    const flags = font.readUInt8(at++);
    const known = flags & 63;
    if (known === spelledOut) at += 4;
    const name = names[known];
    let length = number();
    const isOutline = name === "glyf" || name === "loca";
    const isTransformed = isOutline ? flags >> 6 !== 3 : flags >> 6 !== 0;
    if (isTransformed) length = number();
    if (name !== undefined) tables.set(name, { offset, length });
    offset += length;
  }
  return { start: at, tables };
}
