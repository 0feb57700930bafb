// Runs many schedules and makes the first that breaks something short enough to be read.
import { scheduleOf } from "./choices.ts";
import { PartitionWorld, type WorldOptions } from "./partition-world.ts";

const lengths = [60, 150, 240, 330, 420];

/** Runs schedules by their numbers; tells what the first bad one broke, and its shortest form; undefined: none did. */
export async function firstBroken(
  options: WorldOptions,
  { from, to, shortened = true }: { readonly from: number; readonly to: number; readonly shortened?: boolean },
): Promise<string | undefined> {
  for (let number = from; number <= to; number++) {
    const schedule = scheduleOf(number, lengths[number % lengths.length] as number);
    const broken = await new PartitionWorld(options).run(schedule);
    if (broken !== undefined && !shortened) return broken;
    if (broken !== undefined) return await explain(options, { number, schedule, broken });
  }
  return undefined;
}

async function explain(
  options: WorldOptions,
  { number, schedule, broken }: { number: number; schedule: number[]; broken: string },
): Promise<string> {
  const shortest = await shorten(options, schedule);
  const lines: string[] = [];
  await new PartitionWorld({ ...options, tell: (line) => lines.push(line) }).run(shortest);
  return [`schedule ${number}: ${broken}`, `in ${shortest.length} steps: [${shortest.join(", ")}]`, ...lines].join(
    "\n",
  );
}

/** Leaves out pieces for as long as something still breaks. */
async function shorten(options: WorldOptions, schedule: readonly number[]): Promise<number[]> {
  let shortest = [...schedule];
  for (let piece = Math.ceil(shortest.length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let at = 0; at < shortest.length; ) {
      const without = shortest.toSpliced(at, piece);
      if ((await new PartitionWorld(options).run(without)) === undefined) at += piece;
      else shortest = without;
    }
  }
  return shortest;
}
