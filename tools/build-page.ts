// The command behind the page: builds dist/web; --if-old only when its sources are newer, --watch at every change.
import { existsSync, globSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";

const page = "dist/web";
const sources = [
  "src/clients/{web,sdk}/**",
  "src/{core,gen}/**",
  "vite.config.ts",
  "tools/{compress-files,worker-build}.ts",
  "package-lock.json",
];
/** How long each plugin took warns nobody of anything. */
const rolldownOptions = { checks: { bundlerTimings: false } };

if (process.argv.includes("--watch")) await watch();
else if (!process.argv.includes("--if-old") || isOld()) process.exitCode = (await buildOnce()) ? 0 : 1;

function isOld(): boolean {
  const built = statSync(`${page}/index.html`, { throwIfNoEntry: false });
  if (!built) return true;
  const isNewer = (path: string) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > built.mtimeMs;
  return globSync(sources).some((path) => !path.endsWith(".test.ts") && isNewer(path));
}

/** Whether it could be built; if not the old page stays, and the reason is told. */
async function buildOnce(): Promise<boolean> {
  const startedAt = performance.now();
  // Beside the page and then in its place: a server that serves it never sees half of one.
  const fresh = `dist/.web-${process.pid}`;
  process.stderr.write("building the page … ");
  try {
    // Only now: it may be missing where only what the server needs was installed.
    const { build } = await import("vite");
    mkdirSync("dist", { recursive: true });
    await build({ logLevel: "warn", build: { outDir: `../../../${fresh}`, rolldownOptions } });
    putInPlace(fresh);
    console.error(`${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return true;
  } catch (failure) {
    console.error(
      `failed\nThe page could not be built: ${failure instanceof Error ? failure.message : String(failure)}`,
    );
    return false;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function putInPlace(fresh: string): void {
  const former = `dist/.web-former-${process.pid}`;
  try {
    if (existsSync(page)) renameSync(page, former);
    renameSync(fresh, page);
  } catch (failure) {
    // Another command that built at the same time was first: its page is as good.
    if (!existsSync(`${page}/index.html`)) throw failure;
  }
  rmSync(former, { recursive: true, force: true });
}

async function watch(): Promise<void> {
  // The channel carries nothing: its end says that the launcher is gone.
  process.once("disconnect", () => process.exit(0));
  const { build } = await import("vite");
  await build({ logLevel: "warn", build: { watch: {}, rolldownOptions } });
}
