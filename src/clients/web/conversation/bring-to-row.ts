// Brings a message to the middle, and again for as long as what stands around it is fetched and measured.

/** As long as it takes until rows of any height are where they stay. */
const settlingMs = 1_500;
const lookMs = 100;
const gestures = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** How to come there. */
interface Way {
  /** Goes there roughly where the row is not in the page yet. */
  readonly jump: () => void;
  /** Nothing is moved any more. */
  readonly onOver: () => void;
}

/** Ends when the row stays where it is, when somebody goes elsewhere, or by the function. */
export function bringToRow(list: HTMLElement, seq: number, { jump, onOver }: Way): () => void {
  const over = new AbortController();
  const { signal } = over;
  const stop = () => over.abort();
  const look = () => {
    const row = list.querySelector(`article[data-seq="${seq}"]`);
    if (row) row.scrollIntoView({ block: "center" });
    else jump();
  };
  const timer = setInterval(look, lookMs);
  const end = setTimeout(stop, settlingMs);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    clearTimeout(end);
    onOver();
  });
  for (const gesture of gestures) document.addEventListener(gesture, stop, { passive: true, capture: true, signal });
  jump();
  return stop;
}
