// Where one writes. The terminal's own cursor stands at the caret: there input methods open their window.
import { Box, useCursor } from "ink";
import { createElement as h, type ReactElement } from "react";
import { type Layout, prompt } from "./layout.ts";
import { RowText } from "./row-text.ts";
import type { ScreenState } from "./screen-state.ts";

/** The draft; `top` is the row of the screen where it begins. */
export function Composer(props: {
  readonly state: ScreenState;
  readonly layout: Layout;
  readonly top: number;
}): ReactElement {
  const { state, layout, top } = props;
  const { draft, draftTop, draftHeight } = layout;
  const { setCursorPosition } = useCursor();
  setCursorPosition({ x: prompt.length + draft.caretColumn, y: top + draft.caretRow - draftTop });
  const rows = draft.rows.slice(draftTop, draftTop + draftHeight).map(({ text, start }) =>
    h(RowText, {
      key: start,
      spans: [{ text: start === 0 ? prompt : " ".repeat(prompt.length), dim: true }, { text }],
    }),
  );
  const empty = h(RowText, {
    spans: [
      { text: prompt, dim: true },
      { text: state.words.placeholder, dim: true },
    ],
  });
  return h(Box, { flexDirection: "column" }, ...(state.draft.text === "" ? [empty] : rows));
}
