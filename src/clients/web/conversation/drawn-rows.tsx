// The element around the rows that are in the page: it tells when they change, and has them measured every time.
import { type ComponentProps, type Ref, useCallback, useLayoutEffect, useRef } from "react";
import type { Components } from "react-virtuoso";
import styles from "./message-list.module.css";
import type { Row } from "./rows.ts";

/** What the list tells the element. */
export interface DrawnRowsContext {
  /** Called when rows were put into the page or taken out, before that is drawn. */
  readonly onDrawn: () => void;
}

type Parts = ComponentProps<NonNullable<Components<Row, DrawnRowsContext>["List"]>>;

/** More than changes of the rows in one frame, so that no two frames are alike. */
const turns = 16;

/**
 * The list measures its rows when they change in height together. Other rows may be just as high as those before: it would
 * take them for rows of the usual height, and its end for elsewhere. So at every change what ends them has another height,
 * and the room below makes up for it.
 */
export function DrawnRows({ context, ref, style, ...props }: Parts & { readonly ref?: Ref<HTMLDivElement> }) {
  const turn = useRef(0);
  const element = useRef<HTMLDivElement>(null);
  const hold = useCallback(
    (next: HTMLDivElement | null) => {
      element.current = next;
      if (typeof ref === "function") ref(next);
    },
    [ref],
  );
  useLayoutEffect(() => {
    turn.current = (turn.current + 1) % turns;
    element.current?.style.setProperty("--turn", String(turn.current));
    context.onDrawn();
  });
  const paddingBottom = `calc(${style?.paddingBottom ?? 0}px + ${turns}px / 64 - var(--turn) * 1px / 64)`;
  return <div {...props} ref={hold} className={styles["rows"]} style={{ ...style, paddingBottom }} />;
}
