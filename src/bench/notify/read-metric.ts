// Reads one number from a server's /metrics.

const answerMs = 5_000;

/** Resolves to the metric without labels; rejects if there is none. `webAddress` is host:port. */
export async function readMetric(webAddress: string, name: string): Promise<number> {
  const answer = await fetch(`http://${webAddress}/metrics`, { signal: AbortSignal.timeout(answerMs) });
  const [, value] = new RegExp(`^${name} (\\S+)$`, "m").exec(await answer.text()) ?? [];
  if (value === undefined) throw new Error(`there is no metric ${name}`);
  return Number(value);
}
