// `madang check` and `madang soak` as people call them.
import type { Command } from "commander";
import type { Flags } from "./ask.ts";
import type { SoakFlags } from "./soak/soak-ask.ts";

/** Adds both; what they need is loaded when one is called. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("check that no message is lost, doubled or out of order, while people talk and things go wrong")
    .option("--minutes <number>", "how long people talk", "1")
    .option("--seed <text>", "draws who does what and what goes wrong when; left out: by chance, and told")
    .option("--people <number>", "how many take part", "30")
    .option(
      "--faults <kinds>",
      "kill,stop,cut,delay,half-open,stall,disk-full,clock,client-kill,long-stall,restore; or all, or none",
      "all",
    )
    .option("--report <file>", "write the report as a page of HTML")
    .option("--records <folder>", "keep what everybody did and saw, line by line")
    .option("--json", "print the result as JSON")
    .action(async (flags: Flags) => {
      process.exit(await orSentence(() => runCheck(flags)));
    });
  program
    .command("soak")
    .description("keep a server busy for long while things go wrong, and see that nothing of it grows")
    .option("--minutes <number>", "how long", "10")
    .option("--crowd <number>", "how many make the load", "60")
    .option("--people <number>", "how many are watched besides, as in a check", "12")
    .option("--faults <kinds>", "cut,delay,half-open,stall; or all, or none", "all")
    .option("--seed <text>", "draws who does what and what goes wrong when; left out: by chance, and told")
    .option("--report <file>", "write the report as a page of HTML")
    .option("--json", "print the result as JSON")
    .action(async (flags: SoakFlags) => {
      process.exit(await orSentence(() => runSoak(flags)));
    });
}

async function runCheck(flags: Flags): Promise<number> {
  const [{ readAsk }, { runAndTell }] = await Promise.all([import("./ask.ts"), import("./run-and-tell.ts")]);
  return runAndTell(readAsk(flags));
}

async function runSoak(flags: SoakFlags): Promise<number> {
  const [{ readSoakAsk }, { runAndTellSoak }] = await Promise.all([
    import("./soak/soak-ask.ts"),
    import("./soak/run-and-tell-soak.ts"),
  ]);
  return runAndTellSoak(readSoakAsk(flags));
}

async function orSentence(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    console.error(failure.message);
    return 2;
  }
}
