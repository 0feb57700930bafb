// The other tabs of this page in the same browser.

/** A way to talk to them, and to be the only one who does something. */
export interface Tabs<Told> {
  /** Tells all others. */
  tell(told: Told): void;
  /** Hears what others tell, from now on. */
  listen(listener: (told: Told) => void): void;
  /** Runs the work while no other tab runs its own; where browsers know no locks, at once. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** The tabs that use the same name. */
export function browserTabs<Told>(name: string): Tabs<Told> {
  const channel = new BroadcastChannel(name);
  // Pages that came neither from this machine nor over TLS have none.
  const locks: LockManager | undefined = navigator.locks;
  return {
    tell: (told) => channel.postMessage(told),
    listen: (listener) => channel.addEventListener("message", ({ data }) => listener(data as Told)),
    alone: <T>(work: () => Promise<T>) => (locks ? (locks.request(name, work) as Promise<T>) : work()),
    close: () => channel.close(),
  };
}
