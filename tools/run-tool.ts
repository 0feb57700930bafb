// Runs one program of node_modules/.bin as the tools of this folder need it.
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

const longestRunMs = 5 * 60_000;

export type ToolResult = { ok: boolean; output: string };

/** Resolves with what the program printed and whether it ended with 0; never rejects for what the program did. */
export function runTool(name: string, args: string[]): Promise<ToolResult> {
  // Programs that ask for `node` get the one that runs us: the machine's own may be too old for them.
  const path = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(join("node_modules/.bin", name), args, {
      env: { ...process.env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: longestRunMs,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ ok: code === 0, output }));
  });
}
