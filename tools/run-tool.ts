// Runs one program as the tools of this folder need it: those of node_modules first, with the Node that runs us.
import { spawn } from "node:child_process";
import { delimiter, dirname, resolve } from "node:path";

const longestRunMs = 5 * 60_000;

/** Whether a program was content, and what it said. */
export type ToolResult = { ok: boolean; output: string };

/** Resolves with what the program printed and whether it ended with 0; never rejects for what the program did. */
export function runTool(name: string, args: string[]): Promise<ToolResult> {
  // Programs that ask for `node` get the one that runs us: the machine's own may be too old for them.
  const path = [dirname(process.execPath), resolve("node_modules/.bin"), process.env["PATH"]].join(delimiter);
  return new Promise((done, reject) => {
    const child = spawn(name, args, {
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
    child.once("close", (code) => done({ ok: code === 0, output }));
  });
}
