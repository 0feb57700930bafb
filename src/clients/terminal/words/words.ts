// The language of the interface.
import { english } from "./english.ts";
import { korean } from "./korean.ts";

export type { CommandName } from "./english.ts";

/** Every text of the terminal in one language. */
export type Words = typeof english;

/** Korean where the environment asks for it, else English. */
export function wordsFor(env: Readonly<Record<string, string | undefined>>): Words {
  const asked = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return /^ko(_|\.|@|$)/i.test(asked) ? korean : english;
}
