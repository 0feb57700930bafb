// The font of the emoji as the page's build makes it.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { emojiFontLicense, writeEmojiFont } from "../../tools/emoji-font.ts";
import { findWoff2Tables } from "../../tools/woff2-tables.ts";

test("it is a small whole font, and holds near-black where the page's dark theme looks for it", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "madang-font-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "emoji.woff2");
  writeEmojiFont(path);
  const font = readFileSync(path);
  assert.equal(font.readUInt32BE(8), font.length);
  assert.ok(font.length < 600_000, `${font.length} bytes`);
  const { start, tables } = findWoff2Tables(font);
  const bytes = brotliDecompressSync(font.subarray(start, start + font.readUInt32BE(20)));
  const palette = bytes.subarray(tables.get("CPAL")?.offset ?? assert.fail("no colours"));
  const [, index] = /override-colors: (\d+)/.exec(readFileSync("src/clients/web/theme/theme.css", "utf8")) ?? [];
  const colour = palette.readUInt32BE(8) + 4 * Number(index);
  assert.equal(palette.toString("hex", colour, colour + 4), "3d3731ff", "blue, green, red, opaque");
});

test("its license goes with it, and says what was changed", () => {
  assert.match(emojiFontLicense(), /changed[\s\S]*SIL OPEN FONT LICENSE[\s\S]*CC BY 4\.0/);
});

test("what is no font is refused", () => {
  assert.throws(() => findWoff2Tables(Buffer.from("wOFFnothing")), /no WOFF2/);
});
