// Installs a checkout's packages once for each package-lock.json, one installer at a time.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { installedNode, nodePackage, ownNodeIsEnough } from "./hand-over.js";
import { claimInstallation } from "./installation-claim.js";
import { Refusal } from "./refusal.js";
import { runChild } from "./run-child.js";

/** Resolves with 0 when node_modules holds what package-lock.json names, else with the exit code of a stopped npm. */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return 0;
  const claim = await claimInstallation(root, () => isInstalled(root));
  try {
    return isInstalled(root) ? 0 : await install(root, claim);
  } finally {
    claim.release();
  }
}

async function install(root, claim) {
  console.error("Installing the packages that package-lock.json names (once)…");
  const startedAt = performance.now();
  const code = await npmCi(root, claim);
  if (code > 128) return code;
  if (code !== 0)
    throw new Refusal(`npm ci ended with code ${code}: nothing was started. Run the command again to retry.`);
  writeStamp(root);
  console.error(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return 0;
}

async function npmCi(root, claim) {
  const { npm_execpath: npmFile = "", npm_node_execpath: npmNode = process.execPath } = process.env;
  // The npm that started us, if one did: it is the one the person chose.
  const [command, ...first] = basename(npmFile) === "npm-cli.js" ? [npmNode, npmFile] : ["npm"];
  try {
    // Nothing on stdout: a command's output may be read by a program.
    return await runChild(command, [...first, "ci"], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      onStart: (pid) => claim.add(pid),
    });
  } catch (error) {
    throw new Refusal(`npm cannot be started (${error.message}): it is needed once, to install the packages.`);
  }
}

function isInstalled(root) {
  if (!ownNodeIsEnough && installedNode(root) === undefined && isNamed(root, nodePackage())) return false;
  if (read(stampPath(root)) === fingerprint(root)) return true;
  if (!isInstalledByHand(root)) return false;
  writeStamp(root);
  return true;
}

/** Whether somebody's own `npm ci` or `npm install` brought all that package-lock.json names for this machine. */
function isInstalledByHand(root) {
  const wanted = Object.entries(packagesOf(join(root, "package-lock.json"))).filter(([path]) => path !== "");
  const present = packagesOf(join(root, "node_modules/.package-lock.json"));
  const withoutDev = !Object.values(present).some((entry) => entry.dev);
  return wanted.every(([path, entry]) => {
    if (path in present) return present[path].integrity === entry.integrity;
    return entry.optional || entry.devOptional || (entry.dev && withoutDev && Object.keys(present).length > 0);
  });
}

function isNamed(root, name) {
  return `node_modules/${name}` in packagesOf(join(root, "package-lock.json"));
}

function packagesOf(path) {
  return JSON.parse(read(path) || "{}").packages ?? {};
}

function writeStamp(root) {
  try {
    writeFileSync(stampPath(root), fingerprint(root));
  } catch {
    // A folder we may only read costs a comparison at each start, no more.
  }
}

function fingerprint(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function stampPath(root) {
  return join(root, "node_modules/.madang-installed");
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
