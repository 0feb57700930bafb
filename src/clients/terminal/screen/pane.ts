// The messages in front, or the answer that lies over them.
import { Box } from "ink";
import { createElement as h, type ReactElement } from "react";
import { type Layout, panelRowsOf, paneRowsOf } from "./layout.ts";
import { RowText } from "./row-text.ts";
import type { ScreenState } from "./screen-state.ts";
import { rowsInSight } from "./scroll.ts";

/** Rows at the lower edge, as one reads a chat; an answer takes as many of them as it needs. */
export function Pane({ state, layout }: { readonly state: ScreenState; readonly layout: Layout }): ReactElement {
  const { paneColumns: width, paneRows: height } = layout;
  const panel = panelRows(state, layout);
  const rows = [...messageTexts(state, layout, height - panel.length), ...panel];
  return h(Box, { flexDirection: "column", justifyContent: "flex-end", width, height }, ...rows);
}

function messageTexts(state: ScreenState, { paneColumns }: Layout, height: number): ReactElement[] {
  const rows = rowsInSight(paneRowsOf(state, paneColumns), height, state.anchor);
  return rows.map(({ seq, part, spans }) => h(RowText, { key: `${seq} ${part}`, spans }));
}

function panelRows(state: ScreenState, { paneColumns, paneRows }: Layout): ReactElement[] {
  const { top = 0 } = state.panel ?? {};
  const rows = panelRowsOf(state, paneColumns).slice(top, top + paneRows);
  return rows.map((text, i) => h(RowText, { key: `panel ${i}`, spans: [{ text, color: "cyan" }] }));
}
