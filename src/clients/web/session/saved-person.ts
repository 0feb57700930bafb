// Who it was that used this browser last. The refresh token is in a cookie that no script can read.
import type { Me, SavedSession, TokenStore } from "../../sdk/browser.ts";
import { keepText, keptText, placeOf } from "./browser-storage.ts";

/** What the transport shows in place of a refresh token that is in the cookie. */
const inCookie = "cookie";

/** The person whose session goes on when the page is loaded again; undefined if there is none. */
export function savedPerson(): Me | undefined {
  return readPerson(keptText("me"));
}

/** The person of a kept line; undefined if it is none. */
export function readPerson(kept: string | undefined): Me | undefined {
  try {
    const { id, name, kind }: Partial<Me> = JSON.parse(kept ?? "{}");
    if (typeof id !== "string" || typeof name !== "string" || kind === undefined) return undefined;
    return { id, name, kind };
  } catch {
    return undefined;
  }
}

/** Keeps who it is, and no token: the first call after a load refreshes the session by the cookie. */
export const browserTokens: TokenStore = {
  async load(): Promise<SavedSession | undefined> {
    const me = savedPerson();
    return me && { accessToken: "", refreshToken: inCookie, me };
  },
  async save(session) {
    keepText("me", session && JSON.stringify(session.me));
  },
};

/** Calls when another tab forgets who it was: somebody signed out there, or the session they share is over. */
export function onForgotten(listener: () => void): void {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === placeOf("me") && newValue === null) listener();
  });
}
