// Enter as an input method leaves it over: never while a syllable is being composed, and never twice.
import { type RefObject, useEffect, useRef } from "react";

/**
 * Calls when the field is about to begin a line, and stops that if the call returns true. A key event would not do:
 * while Hangul is composed it says 229 in one browser, comes twice in another, and on phones says nothing; the new
 * line itself comes exactly once, after the syllable has found its place. Shift+Enter is left to the field.
 */
export function useEnter(field: RefObject<HTMLTextAreaElement | null>, act: () => boolean): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    let isShifted = false;
    const note = (event: KeyboardEvent) => {
      isShifted = event.shiftKey;
    };
    const enter = (event: InputEvent) => {
      const isLine = event.inputType === "insertLineBreak" || event.inputType === "insertParagraph";
      if (!isLine || isShifted || event.isComposing) return;
      if (latest.current()) event.preventDefault();
    };
    element.addEventListener("keydown", note);
    element.addEventListener("keyup", note);
    element.addEventListener("beforeinput", enter);
    return () => {
      element.removeEventListener("keydown", note);
      element.removeEventListener("keyup", note);
      element.removeEventListener("beforeinput", enter);
    };
  }, [field]);
}
