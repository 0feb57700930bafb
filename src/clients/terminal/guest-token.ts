// The secret that makes a guest the same person the next time.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

const wellFormed = /^[A-Za-z0-9._-]{16,128}$/;

/** The token in the file; made, and kept for the owner's eyes only, when there is none. Rejects if the file cannot be had. */
export async function guestToken(path: string): Promise<string> {
  const kept = await readToken(path);
  if (kept !== undefined) return kept;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const made = newGuestToken();
  try {
    await writeFile(path, `${made}\n`, { flag: "wx", mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Another terminal was first, or what is in the file is no token.
    const theirs = await readToken(path);
    if (theirs !== undefined) return theirs;
    await writeFile(path, `${made}\n`, { mode: 0o600 });
    return made;
  }
}

/** A token that nobody can guess. */
export function newGuestToken(): string {
  return randomBytes(32).toString("base64url");
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    return wellFormed.test(text) ? text : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
