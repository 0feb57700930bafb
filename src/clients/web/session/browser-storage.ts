// What the browser keeps for us, under one prefix; where it keeps nothing (private windows, a full disk) the page works on.

const prefix = "madang.";

/** The browser's key for a name. */
export function placeOf(name: string): string {
  return prefix + name;
}

/** The value kept under a name; undefined if there is none. */
export function keptText(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value, or forgets it; whether that was possible. */
export function keepText(name: string, text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, text);
    return true;
  } catch {
    return false;
  }
}

/** The names that begin so, in the order of the alphabet. */
export function keptNames(beginning: string): string[] {
  try {
    const names = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? "");
    return names
      .filter((name) => name.startsWith(prefix + beginning))
      .map((name) => name.slice(prefix.length))
      .sort();
  } catch {
    return [];
  }
}
