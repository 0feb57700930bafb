// How to sign in: by name alone, with a password, or with a token.
import type { Credentials } from "../sdk/index.ts";
import type { ChatFlags } from "./chat-command.ts";
import { configFolder, guestTokenFile } from "./config-folder.ts";
import { guestToken, newGuestToken } from "./guest-token.ts";
import { Refusal } from "./refusal.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Words } from "./words/words.ts";

/** What choosing needs. */
export interface SignInParts {
  readonly words: Words;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly server: ServerAddress;
  /** Asks for a password; undefined where there is nobody to ask. */
  readonly askPassword: ((question: string) => Promise<string>) | undefined;
}

/** The credentials, and a note where they cannot be kept; refuses when it is not clear who it is. */
export async function chooseSignIn(
  { name, password, signUp, token }: ChatFlags,
  parts: SignInParts,
): Promise<{ readonly credentials: Credentials; readonly notes: readonly string[] }> {
  const { words, env } = parts;
  const hostToken = token ?? (name === undefined ? env["MADANG_TOKEN"] : undefined);
  if (hostToken !== undefined) return { credentials: { hostToken: async () => hostToken }, notes: [] };
  if (name === undefined || name.trim() === "") throw new Refusal("NAME_MISSING", words.nameMissing);
  if (!password) return asGuest(name, parts);
  const secret = env["MADANG_PASSWORD"] || (await parts.askPassword?.(words.passwordPrompt(name)));
  if (secret === undefined) throw new Refusal("PASSWORD_MISSING", words.passwordMissing);
  return { credentials: { name, password: secret, signUp: signUp ?? false }, notes: [] };
}

async function asGuest(name: string, { env, server, words }: SignInParts) {
  try {
    const token = await guestToken(guestTokenFile(configFolder(env), server));
    return { credentials: { guest: { name, token } }, notes: [] };
  } catch (error) {
    const notes = [words.fileNotKept((error as Error).message)];
    return { credentials: { guest: { name, token: newGuestToken() } }, notes };
  }
}
