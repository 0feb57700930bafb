// Runs the process that dies, and gathers what its people know.
import { spawn } from "node:child_process";
import type { Doom, DoomedLine, DoomedRecord } from "./doomed-people.ts";

const longestDoomMs = 30_000;

/** A program that opens a store and calls sendUntilDoom. */
export interface DoomedProgram {
  readonly path: string;
  readonly args: readonly string[];
  /** So many blocks of 512 bytes may a file of it have; no bound if left out. */
  readonly fileBlocks?: number | undefined;
}

/** Resolves when it is dead as told; rejects if it ended in another way. */
export function runDoomed({ path, args, fileBlocks }: DoomedProgram, { until }: Doom): Promise<DoomedRecord> {
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", path, ...args];
  // Only a shell can set the limit; Node ignores the signal that comes with it, so that a write just fails.
  const limit = fileBlocks === undefined ? "" : `ulimit -f ${fileBlocks};`;
  const child = spawn("sh", ["-c", `${limit} exec "$@"`, "sh", ...command], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: DoomedLine[] = [];
  const acknowledgedEnough = () => until !== "disk full" && count(lines, "acknowledged") >= until.acknowledged;
  let rest = "";
  let errorText = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.map((part) => JSON.parse(part) as DoomedLine));
    if (acknowledgedEnough()) child.kill("SIGKILL");
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errorText += text;
  });
  const deadline = setTimeout(() => child.kill("SIGKILL"), longestDoomMs);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(deadline);
      if (acknowledgedEnough() || count(lines, "unknown") > 0) resolve(toRecord(lines));
      else reject(new Error(`The doomed process ended too early.\n${errorText}`));
    });
  });
}

function count(lines: readonly DoomedLine[], what: DoomedLine["what"]): number {
  return lines.filter((line) => line.what === what).length;
}

function toRecord(lines: readonly DoomedLine[]): DoomedRecord {
  const of = (what: DoomedLine["what"]) => lines.filter((line) => line.what === what);
  return {
    sent: of("sent").map(({ send }) => send),
    acknowledged: of("acknowledged").map(({ send, seq }) => ({ ...send, seq })),
    unknown: of("unknown").map(({ send }) => send),
  };
}
