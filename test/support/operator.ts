// `madang admin` as an operator types it: a process of its own, with what it printed.
import { spawn } from "node:child_process";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const longestMs = 30_000;

/** What a command came to. */
export interface OperatorAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command over a data folder; `input` is its standard input. Rejects when it takes too long. */
export function operate(data: string, args: readonly string[], input = ""): Promise<OperatorAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OperatorAnswer>();
  const child = spawn(process.execPath, [program, "admin", ...args, "--data", data], { stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const deadline = setTimeout(() => {
    child.kill("SIGKILL");
    reject(new Error(`madang admin ${args.join(" ")} takes too long.\n${stdout}\n${stderr}`));
  }, longestMs);
  child.once("error", reject);
  child.once("close", (code) => {
    clearTimeout(deadline);
    resolve({ code: code ?? -1, stdout, stderr });
  });
  return promise;
}

/** A document as it was printed: its reader knows what must be in it. */
export type OperatorDocument = Readonly<Record<string, unknown>>;

/** The JSON document of a command that must pass. */
export async function operateJson(data: string, args: readonly string[], input = ""): Promise<OperatorDocument> {
  const { code, stdout, stderr } = await operate(data, [...args, "--json"], input);
  if (code !== 0) throw new Error(`madang admin ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
