// Starts Madang in this process from settings as a program gives them.
import { ConfigError, configFrom } from "../config.ts";
import { type Madang, startMadang } from "../main.ts";

/** What a program asks for. */
export interface Order {
  readonly settings: Readonly<Record<string, unknown>>;
  /** The folder that paths are relative to. */
  readonly cwd: string;
}

/** Hears that the store failed for good, or that the process of Madang has died. */
export type OnDied = (failure: Error) => void;

/** Starts; rejects with a sentence for the person who started it. */
export async function startHere({ settings, cwd }: Order, onDied?: OnDied): Promise<Madang> {
  const { named, ...known } = configFrom(settings, cwd);
  const stray = Object.keys(settings).find((name) => !Object.hasOwn(known, name));
  if (stray !== undefined) {
    throw new ConfigError(`"${stray}" is no setting of Madang: there are ${Object.keys(known).join(", ")}.`);
  }
  return startMadang({ ...known, named }, onDied);
}
