// A promise that is settled from outside.

/** The promise and what settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** The same as Promise.withResolvers, which Node 20 lacks: programs may import the SDK there. */
export function deferred<T>(): Deferred<T> {
  const parts: Partial<Deferred<T>> = {};
  const promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return { ...parts, promise } as Deferred<T>;
}
