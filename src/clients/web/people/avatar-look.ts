// What tells one person's picture from another's.

/** A hue of the colour circle that belongs to this id. */
export function hueOf(id: string): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 100_003;
  return (hash * 47) % 360;
}

/** The first letter that one sees, as people see letters. */
export function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return (first?.segment ?? "?").toLocaleUpperCase();
}
