// `madang check` as people call it.
import type { Command } from "commander";
import type { Flags } from "./ask.ts";

/** Adds the command; what it needs is loaded when it is called. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("check that no message is lost, doubled or out of order, while people talk and things go wrong")
    .option("--minutes <number>", "how long people talk", "1")
    .option("--seed <text>", "draws who does what and what goes wrong when; left out: by chance, and told")
    .option("--people <number>", "how many take part", "30")
    .option("--faults <kinds>", "kill,stop,cut,delay,half-open,stall,disk-full,clock; or all, or none", "all")
    .option("--report <file>", "write the report as a page of HTML")
    .option("--records <folder>", "keep what everybody did and saw, line by line")
    .option("--json", "print the result as JSON")
    .action(async (flags: Flags) => {
      process.exit(await run(flags));
    });
}

async function run(flags: Flags): Promise<number> {
  const [{ readAsk }, { runAndTell }] = await Promise.all([import("./ask.ts"), import("./run-and-tell.ts")]);
  try {
    const ask = readAsk(flags);
    return await runAndTell(ask);
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    console.error(failure.message);
    return 2;
  }
}
