// What the browser keeps for us, under one prefix; where it keeps nothing (private windows, a full disk) the page works on.

const prefix = "madang.";

/** The browser's key for a name. */
export function placeOf(name: string): string {
  return prefix + name;
}

/** The value kept under a name; undefined if there is none. */
export function keptText(name: string): string | undefined {
  const key = prefix + name;
  return attempt(() => localStorage.getItem(key)) ?? attempt(() => sessionStorage.getItem(key)) ?? undefined;
}

/** Keeps a value, or forgets it. False: only this tab keeps it, if at all, and for as long as it is open. */
export function keepText(name: string, text: string | undefined): boolean {
  const key = prefix + name;
  const isKept = attempt(() => put(localStorage, key, text)) ?? false;
  // What was there before is no longer so, and would be found first.
  if (!isKept) attempt(() => localStorage.removeItem(key));
  attempt(() => put(sessionStorage, key, isKept ? undefined : text));
  return isKept;
}

/** The names that begin so, in the order of the alphabet. */
export function keptNames(beginning: string): string[] {
  const names = [
    ...(attempt(() => Object.keys(localStorage)) ?? []),
    ...(attempt(() => Object.keys(sessionStorage)) ?? []),
  ]
    .filter((name) => name.startsWith(prefix + beginning))
    .map((name) => name.slice(prefix.length));
  return [...new Set(names)].sort();
}

function put(storage: Storage, key: string, text: string | undefined): true {
  if (text === undefined) storage.removeItem(key);
  else storage.setItem(key, text);
  return true;
}

// A browser that keeps nothing for pages throws at every touch.
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
