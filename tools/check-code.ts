// The command behind `npm run check`: everything about the code that can be judged without running it.
import { compareGeneratedCode } from "./generated-code.ts";
import { runTool, type ToolResult } from "./run-tool.ts";

const biomeAction = process.argv.includes("--fix") ? ["--write"] : [];

const checks: [name: string, check: () => Promise<ToolResult>][] = [
  ["types", () => runTool("tsc", ["--noEmit", "-p", "."])],
  ["types of the page", () => runTool("tsc", ["--noEmit", "-p", "tsconfig.web.json"])],
  ["lint", () => runTool("oxlint", ["--type-aware"])],
  ["format and imports", () => runTool("biome", ["check", ...biomeAction, "."])],
  ["dead code", () => runTool("knip", ["--no-progress"])],
  ["contract", () => runTool("buf", ["lint"])],
  ["generated code", compareGeneratedCode],
];

let failures = 0;
for (const [name, check] of checks) {
  const startedAt = performance.now();
  const { ok, output } = await check();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${ok ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (!ok) console.log(output.trimEnd());
  failures += ok ? 0 : 1;
}
console.log(failures === 0 ? "All checks passed." : `${failures} of ${checks.length} checks failed.`);
process.exitCode = failures === 0 ? 0 : 1;
