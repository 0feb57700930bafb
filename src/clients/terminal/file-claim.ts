// One process at a time uses a file, also after a kill -9 of one.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Lets others have the file; calling it twice is fine. */
export type Release = () => Promise<void>;

const tries = 4;
let claims = 0;

/** Claims the file for this process; undefined if a living one has it. A claim is a file beside it that names its process. */
export async function claimFile(path: string): Promise<Release | undefined> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${path}.${process.pid}-${++claims}.claim`;
  const release = () => rm(mine, { force: true });
  for (let i = 0; i < tries; i++) {
    // Claim first, look second: of two that come together each sees the other, and both step back.
    await writeFile(mine, "", { mode: 0o600 });
    if (!(await isClaimed(path, basename(mine)))) return release;
    await release();
    await sleep(10 + Math.random() * 40);
  }
  return undefined;
}

async function isClaimed(path: string, except: string): Promise<boolean> {
  const folder = dirname(path);
  let claimed = false;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(".claim") || name === except) continue;
    const pid = Number(/\.(\d+)-\d+\.claim$/.exec(name)?.[1]);
    if (isAlive(pid)) claimed = true;
    else await rm(join(folder, name), { force: true });
  }
  return claimed;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else is alive as well.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
