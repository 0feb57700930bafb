// Tells whether the committed src/gen is what proto/ generates today.
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool, type ToolResult } from "./run-tool.ts";

/** Generates into a temp folder and compares; the output names each file that differs. */
export async function compareGeneratedCode(): Promise<ToolResult> {
  const folder = mkdtempSync(join(tmpdir(), "madang-generated-"));
  try {
    const generated = await runTool("buf", ["generate", "--output", folder]);
    if (!generated.ok) return generated;
    const differing = differences(filesUnder("src/gen"), filesUnder(join(folder, "src/gen")));
    const output = differing.map((file) => `src/gen/${file} is not what proto/ generates: run npm run generate.\n`);
    return { ok: differing.length === 0, output: output.join("") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differences(committed: Map<string, string>, generated: Map<string, string>): string[] {
  const names = new Set([...committed.keys(), ...generated.keys()]);
  return [...names].filter((name) => committed.get(name) !== generated.get(name)).toSorted();
}

function filesUnder(folder: string): Map<string, string> {
  const names = globSync("**/*.ts", { cwd: folder });
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
