// Finds the Node 24 that npm installed beside the package: in its own node_modules, or in the host's.
import { createRequire } from "node:module";

/** A Node, and the flags that it should get. */
export interface Node {
  readonly path: string;
  readonly flags: readonly string[];
}

interface Launcher {
  nodePackage(): string;
  flagsFor(major: number, serves: boolean): string[];
}

// The launcher is plain JavaScript for any Node, and no part of what is compiled.
const launcher = new URL("../../bin/hand-over.js", import.meta.url).href;

/** Resolves to undefined where npm has none for this machine. */
export async function packagedNode(): Promise<Node | undefined> {
  const { nodePackage, flagsFor } = (await import(launcher)) as Launcher;
  try {
    const path = createRequire(import.meta.url).resolve(`${nodePackage()}/bin/node`);
    return { path, flags: flagsFor(24, true) };
  } catch {
    return undefined;
  }
}
