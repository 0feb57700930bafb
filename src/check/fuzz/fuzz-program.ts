// The fuzzer as a program: --seed, --seconds, --cases, --only and --case say what is run; it ends with 1 if it found something.
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { describeFinding } from "./finding.ts";
import { fuzz } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: randomUUID().slice(0, 8) },
    seconds: { type: "string", default: "30" },
    cases: { type: "string", default: "100000" },
    only: { type: "string" },
    case: { type: "string" },
    preload: { type: "string" },
  },
});
const { seed, only, preload } = values;
console.log(`seed ${seed}`);
const report = await fuzz({
  ...{ seed, only, preload },
  withinMs: Number(values.seconds) * 1_000,
  casesEach: Number(values.cases),
  index: values.case === undefined ? undefined : Number(values.case),
});
for (const finding of report.findings) console.log(`\n${describeFinding(finding)}`);
const mebibytes = [report.before, report.after].map(({ bytes }) => `${(bytes / 2 ** 20).toFixed(1)} MiB`);
console.log(
  `\n${[...report.answers]
    .map(([answer, times]) => `${answer}: ${times}`)
    .sort()
    .join("\n")}`,
);
console.log(`${report.cases} cases; ${report.findings.length} findings; held ${mebibytes.join(", then ")}`);
process.exitCode = report.findings.length === 0 ? 0 : 1;
