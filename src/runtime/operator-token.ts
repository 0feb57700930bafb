// The operator's key: made anew at every start, and kept where only the server's own system user can read it.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a running server tells its operator's programs. */
export interface OperatorFile {
  /** Where its AdminService answers, without TLS: host:port of this machine. */
  readonly address: string;
  readonly token: string;
  readonly pid: number;
}

const fileName = "operator.json";

/** 256 random bits. */
export function createOperatorToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Whether both are the same; takes as long for any two. */
export function isSameToken(one: string, other: string): boolean {
  const digest = (token: string) => createHash("sha256").update(token).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** Writes the file as a whole, for this system user alone. */
export function writeOperatorFile(data: string, file: OperatorFile): void {
  const path = join(data, fileName);
  const next = `${path}.next`;
  rmSync(next, { force: true });
  const descriptor = openSync(next, "wx", 0o600);
  try {
    writeFileSync(descriptor, `${JSON.stringify(file, undefined, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(next, path);
}

/** What stands in the folder, which may be left from a server that was killed; undefined: nothing that can be read. */
export function readOperatorFile(data: string): OperatorFile | undefined {
  try {
    const { address, token, pid } = JSON.parse(readFileSync(join(data, fileName), "utf8"));
    const isWhole = typeof address === "string" && typeof token === "string" && typeof pid === "number";
    return isWhole ? { address, token, pid } : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the file: the server that wrote it is going. */
export function removeOperatorFile(data: string): void {
  rmSync(join(data, fileName), { force: true });
}
