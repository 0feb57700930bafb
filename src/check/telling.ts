// Carries out something that takes long for somebody at a terminal, who may stop it.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves to what `run` does, or to 2, after a sentence, when it could not be carried out. */
export async function tellingOf(what: string, run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const stop = new AbortController();
  for (const signal of signals) process.once(signal, () => stop.abort(new Error(`It was stopped by ${signal}.`)));
  try {
    return await run(stop.signal);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    console.error(`The ${what} could not be carried out. ${reason}`);
    return 2;
  }
}
