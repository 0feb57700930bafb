// Finds the pace at which the server takes half of a core, and keeps to it then.

/** What the pace is found by. */
export interface LoadLook {
  /** Processor time of the server since the last look, in per cent of one core. */
  readonly cpu: number;
  /** Which part of the acts that were due since the last look could not be made, because too much waited. */
  readonly leftOutPart: number;
}

const wantedCpu = 50;
const firstPerSecond = 50;
const bounds = { fewest: 5, most: 5_000 };
/** Faults of the wire keep some from talking; if it is more, the machine is full. */
const mostLeftOut = 0.25;
/** One step changes the pace by no more than this. */
const mostStep = 1.3;

/** The pace of a crowd: found step by step, then steady; a crowd that cannot keep up is asked for less. */
export class HalfLoad {
  perSecond = firstPerSecond;

  /** Takes a look into account; changes `perSecond`. */
  adjust({ cpu, leftOutPart }: LoadLook): void {
    const most = leftOutPart > mostLeftOut ? 1 - leftOutPart : mostStep;
    const step = Math.max(Math.min(wantedCpu / Math.max(cpu, 1), most), 1 / mostStep);
    this.perSecond = Math.min(Math.max(this.perSecond * step, bounds.fewest), bounds.most);
  }
}
