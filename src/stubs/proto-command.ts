// The command `madang proto`: what can be asked of it; the rest is loaded when it runs.
import type { Command } from "commander";

/** What was asked for on the command line. */
export interface ProtoFlags {
  readonly out: string;
  readonly lang?: string;
  readonly only?: string;
}

/** Adds the command to the program. */
export function addProtoCommand(program: Command): void {
  program
    .command("proto")
    .description("write the contract, and what clients in other languages are made with")
    .requiredOption("--out <dir>", "where to: a folder that is empty or not there yet")
    .option("--lang <list>", "for these: typescript,python,go,java (default: those that this machine can make)")
    .option("--only <which>", "only our own contract (madang), or only the older ones (older)")
    .action(async (flags: ProtoFlags) => {
      const { writeStubs } = await import("./write-stubs.ts");
      process.exitCode = await writeStubs(flags);
    });
}
