// The secret that makes a guest the same person the next time, in this browser only.
import { keepText, keptText } from "./browser-storage.ts";

/** The secret for a name; made when the name is first used here. */
export function guestSecret(name: string): string {
  const place = `guest.${name.normalize("NFKC").trim().toLowerCase()}`;
  const kept = keptText(place);
  if (kept !== undefined) return kept;
  const made = newSecret();
  keepText(place, made);
  return made;
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
