// What tells one person's picture from another's.

/** Far enough apart to be told from each other. */
const hues = [15, 45, 75, 110, 145, 180, 215, 250, 285, 320, 345];

/** A hue of the colour circle that belongs to this id. */
export function hueOf(id: string): number {
  // FNV-1a: ids that differ in one letter must differ here.
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return hues[(hash >>> 8) % hues.length] ?? 0;
}

/** The first letter that one sees, as people see letters. */
export function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return (first?.segment ?? "?").toLocaleUpperCase();
}
