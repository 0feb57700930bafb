// A button that is pressed may be switched off or go away with its row: the focus must not go with it.

/** While the element is there, a focus that would get lost stays in it; ends by calling what it returns. */
export function keepFocusIn(place: HTMLElement): () => void {
  let last: Element | null = null;
  const note = ({ target }: FocusEvent) => {
    if (target instanceof Element) last = target;
  };
  const mend = () => {
    const { activeElement } = document;
    const isLost = activeElement === document.body || (activeElement === last && isOff(last));
    // A button at work is switched off for a moment, and comes back.
    if (!last || !isLost || (last.isConnected && last.hasAttribute("data-loading"))) return;
    focusOn(last.isConnected && !isOff(last) ? last : (besides(last) ?? place));
  };
  const observer = new MutationObserver(mend);
  observer.observe(place, { subtree: true, childList: true, attributeFilter: ["disabled", "data-loading"] });
  place.addEventListener("focusin", note);
  return () => {
    observer.disconnect();
    place.removeEventListener("focusin", note);
  };
}

function isOff(element: Element | null): boolean {
  return element instanceof HTMLButtonElement && element.disabled;
}

// The field whose button it was.
function besides(element: Element): Element | null {
  const form = element.isConnected ? element.closest("form") : null;
  return form?.querySelector("input:enabled, textarea:enabled") ?? null;
}

function focusOn(element: Element): void {
  if (element instanceof HTMLElement) element.focus();
}
