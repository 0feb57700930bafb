// The names of the emoji, fetched when they are first asked for.
import { useEffect, useState } from "react";
import type { NamedEmoji } from "./emoji-names.ts";

const none: readonly NamedEmoji[] = [];
let fetched: readonly NamedEmoji[] | undefined;

/** The names once they are here; none as long as nobody asked, or if they cannot be fetched now. */
export function useEmojiNames(isAsked: boolean): readonly NamedEmoji[] {
  const [names, setNames] = useState(fetched ?? none);
  const isMissing = isAsked && names === none;
  useEffect(() => {
    if (!isMissing) return;
    let isOver = false;
    const show = (all: readonly NamedEmoji[]) => {
      fetched = all;
      if (!isOver) setNames(all);
    };
    // Who looks for one without a connection finds none; the next time it is tried again.
    import("./emoji-names.ts").then(({ namedEmoji }) => show(namedEmoji)).catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [isMissing]);
  return names;
}
