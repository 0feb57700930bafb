// A program: one short soak of a server with a leak planted in it; prints which measures were found to grow, as JSON.
import { planOf } from "../../src/check/plan/plan.ts";
import { soak } from "../../src/check/soak/soak.ts";

const leak = new URL("../../src/check/planted/plant-leak.ts", import.meta.url).href;

const { measures, check } = await soak({
  plan: planOf({ seed: "leak", talkMs: 36_000, people: 4, faults: ["cut"], impossible: () => undefined }),
  crowd: 10,
  imports: [leak],
});
const growing = measures.flatMap(({ name, growth }) => (growth?.isGrowing ? [name] : []));
console.log(JSON.stringify({ growing, violations: check.verdict.violations }));
process.exit();
