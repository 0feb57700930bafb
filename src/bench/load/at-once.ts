// Many acts, a few at a time.

/** Does the act for 0, 1 … count - 1, at most `width` at once; the results in that order. Rejects with the first failure. */
export async function atOnce<T>(count: number, width: number, act: (index: number) => Promise<T>): Promise<T[]> {
  const results = Array.from<T>({ length: count });
  let next = 0;
  const work = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await act(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, work));
  return results;
}
