// How well a name fits what somebody typed.

/** 0: it begins so; 1: one of its words does; 2: it stands somewhere inside; undefined: not at all. */
export function matchRank(name: string, wish: string): number | undefined {
  const wanted = plain(wish.replace(/^[#@]/, ""));
  const given = plain(name);
  const place = given.indexOf(wanted);
  if (place < 0) return undefined;
  if (place === 0) return 0;
  return /[\s._-]/.test(given[place - 1] ?? "") ? 1 : 2;
}

// NFC keeps Hangul syllables whole, also where a keyboard gave their parts.
function plain(text: string): string {
  return text.normalize("NFC").trim().toLocaleLowerCase();
}
