// The whole screen.
import { Box, Text, useInput, usePaste } from "ink";
import { createElement as h, type ReactElement, useSyncExternalStore } from "react";
import { Composer } from "./composer.ts";
import type { KeyAct } from "./key-acts.ts";
import { keyActs } from "./key-acts.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { Pane } from "./pane.ts";
import { RowText } from "./row-text.ts";
import type { ScreenState } from "./screen-state.ts";
import type { ScreenStore } from "./screen-store.ts";
import { SideColumn } from "./side-column.ts";
import { ruleSpans, statusSpans, titleSpans } from "./status-line.ts";

/** Shows what the store holds, and hands on what keys ask for. */
export function Screen(props: { readonly store: ScreenStore; readonly onAct: (act: KeyAct) => void }): ReactElement {
  const { store, onAct } = props;
  const state = useSyncExternalStore(store.subscribe, store.shown);
  const act = (acts: readonly KeyAct[]) => {
    for (const one of acts) onAct(one);
    store.show();
  };
  useInput((input, key) => act(keyActs(input, key)));
  usePaste((text) => act([{ type: "insert", text }]));
  const layout = layoutOf(state);
  return layout ? h(Parts, { state, layout }) : h(Text, { wrap: "truncate" }, state.words.tooSmall);
}

function Parts({ state, layout }: { readonly state: ScreenState; readonly layout: Layout }): ReactElement {
  const { columns, rows } = state.size;
  const { sideColumns, paneRows } = layout;
  return h(
    Box,
    { flexDirection: "column", width: columns, height: rows },
    h(RowText, { spans: titleSpans(state, columns, sideColumns > 0) }),
    h(Box, { height: paneRows }, ...middle(state, layout)),
    h(RowText, { spans: ruleSpans(state, columns) }),
    h(Composer, { state, layout, top: paneRows + 2 }),
    h(RowText, { spans: statusSpans(state, columns) }),
  );
}

function middle(state: ScreenState, layout: Layout): ReactElement[] {
  const { sideColumns, paneRows } = layout;
  const pane = h(Pane, { key: "pane", state, layout });
  if (sideColumns === 0) return [pane];
  const rule = Array.from({ length: paneRows }, () => "│ ").join("\n");
  const side = h(SideColumn, { key: "side", state, columns: sideColumns, rows: paneRows });
  return [side, h(Box, { key: "rule", width: 2 }, h(Text, { dimColor: true }, rule)), pane];
}
