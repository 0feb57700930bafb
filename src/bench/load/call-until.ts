// A closed load: each caller calls again as soon as the last call was answered.

/** Has so many callers call until it is time; resolves to how many calls were answered, rejects with the first that was not. */
export async function callUntil(
  untilMs: number,
  callers: number,
  call: (caller: number) => Promise<unknown>,
): Promise<number> {
  let answered = 0;
  const keepCalling = async (_: unknown, caller: number) => {
    while (performance.now() < untilMs) {
      await call(caller);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: callers }, keepCalling));
  return answered;
}
