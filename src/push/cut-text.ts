// Cuts a text so that it takes no more room than there is, between two characters as people see them.

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const ellipsis = "…";
const ellipsisBytes = jsonBytes(ellipsis);

/** The text, or its beginning with an ellipsis: at most so many bytes of UTF-8 inside a JSON string, quotes not counted. */
export function cutText(text: string, maxBytes: number): string {
  // No code unit takes less than a byte, so the rest is out anyway.
  const start = text.slice(0, Math.max(0, maxBytes) + 1);
  if (start === text && jsonBytes(text) <= maxBytes) return text;
  let kept = "";
  let left = maxBytes - ellipsisBytes;
  for (const { segment } of graphemes.segment(start)) {
    left -= jsonBytes(segment);
    if (left < 0) break;
    kept += segment;
  }
  return maxBytes < ellipsisBytes ? "" : kept.trimEnd() + ellipsis;
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
