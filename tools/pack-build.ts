// The command behind `npm run pack`: builds dist/ and writes the package's .tgz.
// A plain `npm pack` cannot build: .npmrc switches lifecycle scripts off.
import { cpSync, globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

rmSync("dist", { recursive: true, force: true });
const compiled = await runTool("tsc", ["-p", "tsconfig.build.json"]);
copyOtherFiles();
const built = compiled.ok ? await runTool(process.execPath, ["tools/build-page.ts"]) : compiled;
const packed = built.ok ? await runTool("npm", ["pack"]) : built;
console.log(packed.output.trimEnd());
process.exitCode = packed.ok ? 0 : 1;

function copyOtherFiles(): void {
  const others = globSync("**/*.*", { cwd: "src" }).filter(
    (path) => !/\.tsx?$/.test(path) && !path.startsWith("clients/web/"),
  );
  for (const path of others) cpSync(join("src", path), join("dist", path), { recursive: true });
}
