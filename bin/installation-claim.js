// One installer at a time in a checkout, also after a kill -9 of one.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOf } from "./processes.js";
import { Refusal } from "./refusal.js";

const prefix = ".installing-";
const longestWaitMs = 15 * 60_000;

/**
 * Resolves when no other process installs here, or when `isDone` says that the other one did the work.
 * A claim is a file named for a process and its start: it counts while that process lives, so nobody need remove
 * the claim of the dead to go on. `add` names a child that works on after us; `release` ends all.
 */
export async function claimInstallation(root, isDone) {
  const claims = [];
  const add = (pid) => claims.push(writeClaim(root, pid));
  const release = () => claims.splice(0).forEach((name) => rmSync(join(root, name), { force: true }));
  const giveUpAt = Date.now() + longestWaitMs;
  let told = false;
  while (!isDone()) {
    // Claim first, look second: of two that come together each sees the other, and both step back.
    if (otherClaims(root).length === 0) {
      add(process.pid);
      if (otherClaims(root).length === 0) return { add, release };
      release();
    }
    if (Date.now() > giveUpAt)
      throw new Refusal("Another command has been installing for 15 minutes: stop it and try again.");
    if (!told) console.error("Another command is installing the packages; waiting for it…");
    told = true;
    await sleep(100 + Math.random() * 200);
  }
  return { add, release };
}

function writeClaim(root, pid) {
  const name = `${prefix}${pid}-${startOf(pid)}`;
  try {
    writeFileSync(join(root, name), "");
  } catch (error) {
    throw new Refusal(`Packages are missing and cannot be installed in ${root} (${error.code}).`);
  }
  return name;
}

function otherClaims(root) {
  const claims = readdirSync(root).filter((name) => name.startsWith(prefix));
  return claims.filter((name) => {
    const [pid, start] = name.slice(prefix.length).split("-");
    const isAlive = startOf(Number(pid)) === start;
    // Safe at any time: the name holds the start, so no living process can own it.
    if (!isAlive) rmSync(join(root, name), { force: true });
    return isAlive && Number(pid) !== process.pid;
  });
}
