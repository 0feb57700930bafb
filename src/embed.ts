// What another program imports as "madang": chat that runs inside it, for its own users.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, resolve } from "node:path";
import type { Settings } from "./config.ts";
import { type HostUser, signUserToken } from "./credentials/user-token.ts";
import { packagedNode } from "./embed/packaged-node.ts";
import type { OnDied, Order } from "./embed/start-here.ts";
import { startInChild } from "./embed/start-in-child.ts";
import type { Madang } from "./main.ts";

export { type HostUser, signUserToken };

/** The settings of docs/config.md, by their names in madang.config.json, and what only a program can give. */
export interface MadangOptions extends Partial<Omit<Settings, "listen" | "http">> {
  /** Where to listen, as host:port; port 0: any free one. */
  readonly listen?: string | readonly string[] | undefined;
  /** Where browsers find it, in the same way. */
  readonly http?: string | readonly string[] | undefined;
  /** At least 32 bytes that only your program knows: what it signs with this is how its users come in. */
  readonly authSecret?: string | undefined;
  /** Hears that the store failed for good, or that the process of Madang died: start it again. */
  readonly onDied?: OnDied | undefined;
}

/** A running Madang. */
export interface EmbeddedMadang extends Madang {
  /** Signs a user of the host in: the token for `hostToken` of the SDK, or SignInWithToken. Throws without `authSecret`. */
  userToken(user: HostUser): string;
}

const minSecretBytes = 32;

/**
 * Starts Madang. On Node 24.15 and later it runs in this process; on others in a child process, with the Node 24 that
 * came with the package, which ends with this process however that ends. Nothing is printed unless `logLevel` says so.
 * Rejects with an Error whose message is one sentence for the person who started it.
 */
export async function startMadang(options: MadangOptions = {}): Promise<EmbeddedMadang> {
  const { authSecret, onDied, ...given } = options;
  // The ports of older protocols are not a library's to take, unless its program wants them.
  const settings = { doors: "off", ...given, logLevel: given.logLevel ?? "silent" };
  if (authSecret !== undefined) {
    if (settings.authKey !== undefined) throw new Error("Give authSecret or authKey, not both.");
    settings.authKey = writeSecret(resolve(settings.data ?? "data"), authSecret);
  }
  const madang = await start({ settings, cwd: process.cwd() }, onDied);
  let closed: Promise<void> | undefined;
  return {
    addresses: madang.addresses,
    web: madang.web,
    warnings: madang.warnings,
    userToken(user) {
      if (authSecret === undefined) throw new Error("Only a Madang that was given authSecret can sign users in.");
      return signUserToken(authSecret, user);
    },
    close: () => (closed ??= madang.close()),
  };
}

async function start(order: Order, onDied: OnDied | undefined): Promise<Madang> {
  if (!isQuietHere()) {
    const node = await packagedNode();
    const madang = node === undefined ? undefined : await startInChild(node, order, onDied);
    if (madang) return madang;
  }
  // From 22.13 on Node can run it, and says on standard error that its SQLite is an experiment.
  if (!isBuiltin("node:sqlite")) {
    throw new Error(
      `Madang needs Node 24: there is none for ${process.platform}-${process.arch} beside the package, and this is Node ${process.versions.node}.`,
    );
  }
  const { startHere } = await import("./embed/start-here.ts");
  return startHere(order, onDied);
}

function isQuietHere(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return isBuiltin("node:sqlite") && (major > 24 || (major === 24 && minor >= 15));
}

function writeSecret(data: string, secret: string): string {
  const bytes = Buffer.byteLength(secret);
  if (bytes < minSecretBytes)
    throw new Error(`authSecret has ${bytes} bytes: it must have at least ${minSecretBytes}.`);
  const path = join(data, "host-secret");
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, secret, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (failure) {
    throw new Error(`The data folder ${data} cannot be written: ${(failure as Error).message}.`, { cause: failure });
  }
  return path;
}
