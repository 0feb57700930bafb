// Draws one row.
import { Text } from "ink";
import { createElement as h, memo, type ReactElement } from "react";
import type { Span } from "./row.ts";

/** A row that is cut, never broken, where it would be too wide. */
export const RowText = memo(function RowText({ spans }: { readonly spans: readonly Span[] }): ReactElement {
  const pieces = spans.map((span, i) => h(Text, { key: i, ...styleOf(span) }, span.text));
  // A row without any text would have no height.
  return h(Text, { wrap: "truncate" }, ...(pieces.length > 0 ? pieces : [" "]));
});

function styleOf({ color, bold = false, dim = false, inverse = false }: Span) {
  return { bold, dimColor: dim, inverse, ...(color !== undefined && { color }) };
}
