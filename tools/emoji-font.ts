// The font of the page's emoji, made from a package's so that emoji of several parts come together in every browser.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { findWoff2Tables } from "./woff2-tables.ts";

const folder = dirname(fileURLToPath(import.meta.resolve("twemoji-colr-font/package.json")));
const emojiStyle = 0xfe0f;
const ligatureLookup = 4;

/**
 * Writes the font to a path. The package's joins 🏳️‍🌈 and 1️⃣ only where U+FE0F is among the parts, but today's browsers
 * take that character out before they join: here no ligature asks for it.
 */
export function writeEmojiFont(path: string): void {
  const packed = readFileSync(`${folder}/twemoji.woff2`);
  const { start, tables } = findWoff2Tables(packed);
  const end = start + packed.readUInt32BE(20);
  const bytes = brotliDecompressSync(packed.subarray(start, end));
  const table = (name: string) => {
    const place = tables.get(name);
    if (!place) throw new Error(`The emoji font has no table ${name}.`);
    return bytes.subarray(place.offset, place.offset + place.length);
  };
  forgetInLigatures(table("GSUB"), glyphOf(table("cmap"), emojiStyle));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, repacked(packed.subarray(0, start), bytes));
}

/** The license that goes with the font, with what was changed. */
export function emojiFontLicense(): string {
  const { name, version, repository } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const change = "changed: its ligatures no longer ask for U+FE0F.";
  return `The font of the emoji is ${name} ${version} (${repository}), ${change}\n\n${readFileSync(`${folder}/LICENSE`, "utf8")}`;
}

function repacked(directory: Buffer, bytes: Buffer): Buffer {
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT,
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const compressed = brotliCompressSync(bytes, { params });
  const length = directory.length + compressed.length;
  const font = Buffer.alloc(length + (-length & 3));
  directory.copy(font);
  compressed.copy(font, directory.length);
  font.writeUInt32BE(font.length, 8);
  font.writeUInt32BE(compressed.length, 20);
  return font;
}

function glyphOf(cmap: Buffer, code: number): number {
  for (let record = 4; record < 4 + 8 * cmap.readUInt16BE(2); record += 8) {
    const at = cmap.readUInt32BE(record + 4);
    if (cmap.readUInt16BE(at) !== 12) continue;
    for (let group = at + 16; group < at + 16 + 12 * cmap.readUInt32BE(at + 12); group += 12) {
      const [first, last] = [cmap.readUInt32BE(group), cmap.readUInt32BE(group + 4)];
      if (first <= code && code <= last) return cmap.readUInt32BE(group + 8) + code - first;
    }
  }
  throw new Error(`The emoji font knows no U+${code.toString(16)}.`);
}

// Nothing moves: a ligature that asks for less has a few bytes behind it that nobody reads.
function forgetInLigatures(gsub: Buffer, glyph: number): void {
  for (const lookup of placesAt(gsub, gsub.readUInt16BE(8))) {
    if (gsub.readUInt16BE(lookup) !== ligatureLookup) continue;
    for (const subtable of placesAt(gsub, lookup, 4)) {
      for (const set of placesAt(gsub, subtable, 4)) {
        for (const ligature of placesAt(gsub, set)) forget(gsub, ligature, glyph);
        sortByLength(gsub, set);
      }
    }
  }
}

/** Where the tables begin whose offsets are listed in a table, after their count at `skip`. */
function placesAt(gsub: Buffer, table: number, skip = 0): number[] {
  const list = table + skip + 2;
  return Array.from({ length: gsub.readUInt16BE(list - 2) }, (_, i) => table + gsub.readUInt16BE(list + 2 * i));
}

function forget(gsub: Buffer, ligature: number, glyph: number): void {
  const parts = Array.from({ length: gsub.readUInt16BE(ligature + 2) - 1 }, (_, i) =>
    gsub.readUInt16BE(ligature + 4 + 2 * i),
  );
  const kept = parts.filter((part) => part !== glyph);
  if (kept.length === 0) return;
  gsub.writeUInt16BE(kept.length + 1, ligature + 2);
  for (const [i, part] of kept.entries()) gsub.writeUInt16BE(part, ligature + 4 + 2 * i);
}

// The first that fits is taken, so the longest come first.
function sortByLength(gsub: Buffer, set: number): void {
  const sorted = placesAt(gsub, set).toSorted((a, b) => gsub.readUInt16BE(b + 2) - gsub.readUInt16BE(a + 2));
  for (const [i, ligature] of sorted.entries()) gsub.writeUInt16BE(ligature - set, set + 2 + 2 * i);
}
