// `madang bench` as people call it.
import type { Command } from "commander";

/** Adds the command; what it needs is loaded when it is called. */
export function addBenchCommand(program: Command): void {
  program
    .command("bench [scenarios...]")
    .description("measure this Madang beside other servers; without a name, all scenarios")
    .option("--quick", "smaller and shorter: to see that all works")
    .option("--record", "write docs/benchmarks/; scenarios that are not named stay there as they were")
    .action(async (scenarios: string[], options: { quick?: boolean; record?: boolean }) => {
      process.exit(await run(scenarios, options));
    });
}

async function run(scenarios: string[], options: { quick?: boolean; record?: boolean }): Promise<number> {
  if (!import.meta.filename.endsWith(".ts")) {
    console.error(
      "madang bench is for a checkout of the source: it compares with servers that are not in the package.",
    );
    return 1;
  }
  const { bench } = await import("./bench.ts");
  return bench(scenarios, options);
}
