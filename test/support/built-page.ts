// The page as it is built from today's sources, for tests in a browser.
import { spawnSync } from "node:child_process";

const root = new URL("../../", import.meta.url).pathname;
const longestBuildMs = 60_000;

/** Builds it if its sources are newer; throws with what the build said. */
export function ensureBuiltPage(): void {
  const args = ["--disable-warning=ExperimentalWarning", "tools/build-page.ts", "--if-old"];
  const built = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", timeout: longestBuildMs });
  if (built.status !== 0) throw new Error(`The page was not built.\n${built.stdout}${built.stderr}`);
}
