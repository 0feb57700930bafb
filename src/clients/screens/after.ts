// A timer that is ended by calling what starting it returned.

/** Calls once after the delay; the timer keeps a process alive. */
export function after(delayMs: number, act: () => void): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}
