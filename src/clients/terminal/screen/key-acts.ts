// What keys mean.
import type { Key } from "ink";
import type { Direction } from "./draft.ts";

/** Something that a key asks for. */
export type KeyAct =
  | { readonly type: "insert"; readonly text: string }
  | { readonly type: "erase"; readonly what: "before" | "after" | "word" | "lineStart" | "lineEnd" }
  | { readonly type: "move"; readonly direction: Direction | "up" | "down" }
  | { readonly type: "page"; readonly pages: number }
  | { readonly type: "channel"; readonly step: -1 | 1 }
  | { readonly type: "submit" | "newline" | "complete" | "dismiss" | "quit" | "leaveIfEmpty" };

const withCtrl: Readonly<Record<string, KeyAct>> = {
  c: { type: "quit" },
  d: { type: "leaveIfEmpty" },
  a: { type: "move", direction: "start" },
  e: { type: "move", direction: "end" },
  b: { type: "move", direction: "left" },
  f: { type: "move", direction: "right" },
  w: { type: "erase", what: "word" },
  u: { type: "erase", what: "lineStart" },
  k: { type: "erase", what: "lineEnd" },
  h: { type: "erase", what: "before" },
  j: { type: "newline" },
  n: { type: "channel", step: 1 },
  p: { type: "channel", step: -1 },
};

const withMeta: Readonly<Record<string, KeyAct>> = {
  b: { type: "move", direction: "wordLeft" },
  f: { type: "move", direction: "wordRight" },
};

/** The acts of one piece of input: a key, or several characters that came at once. */
export function keyActs(input: string, key: Key): readonly KeyAct[] {
  const special = specialAct(key);
  if (special) return [special];
  if (key.ctrl) return known(withCtrl, input);
  if (key.meta) return input === "\r" ? [{ type: "newline" }] : known(withMeta, input);
  return typedActs(input);
}

function specialAct(key: Key): KeyAct | undefined {
  if (key.return) return { type: key.meta || key.shift ? "newline" : "submit" };
  if (key.escape) return { type: "dismiss" };
  if (key.tab) return { type: "complete" };
  if (key.backspace) return { type: "erase", what: key.meta ? "word" : "before" };
  if (key.delete) return { type: "erase", what: "after" };
  if (key.pageUp || key.pageDown) return { type: "page", pages: key.pageUp ? -1 : 1 };
  return arrowAct(key);
}

function arrowAct(key: Key): KeyAct | undefined {
  const isFar = key.ctrl || key.meta;
  if (key.upArrow || key.downArrow) {
    if (isFar) return { type: "channel", step: key.upArrow ? -1 : 1 };
    return { type: "move", direction: key.upArrow ? "up" : "down" };
  }
  if (key.leftArrow) return { type: "move", direction: isFar ? "wordLeft" : "left" };
  if (key.rightArrow) return { type: "move", direction: isFar ? "wordRight" : "right" };
  if (key.home || key.end) return { type: "move", direction: key.home ? "start" : "end" };
  return undefined;
}

function known(table: Readonly<Record<string, KeyAct>>, input: string): readonly KeyAct[] {
  const act = table[input];
  return act ? [act] : [];
}

// Fast typing over a slow line, or a terminal that does not mark what is pasted: keys among the text are keys.
function typedActs(input: string): KeyAct[] {
  const pieces = input.match(/[\u0000-\u001f]|[^\u0000-\u001f]+/g) ?? [];
  return pieces.flatMap((piece): readonly KeyAct[] => {
    if (piece >= " ") return [{ type: "insert", text: piece }];
    if (piece === "\r") return [{ type: "submit" }];
    if (piece === "\t") return [{ type: "complete" }];
    return known(withCtrl, String.fromCharCode(piece.charCodeAt(0) + 96));
  });
}
