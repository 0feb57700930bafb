// Stands in front of the parts of something that is tested, and lets it die between any two of their answers.

/** After so many steps, before and after each call of what it wraps, nothing goes on. */
export class KilledAfter {
  /** Whether it was killed. */
  isDead = false;
  #steps: number;

  constructor(steps: number) {
    this.#steps = steps;
  }

  /** The same object, whose methods wait for ever once the steps are used up. */
  wrap<T extends object>(inner: T): T {
    return new Proxy(inner, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== "function") return found;
        return async (...args: unknown[]) => {
          await this.#step();
          const result: unknown = await found.apply(target, args);
          await this.#step();
          return result;
        };
      },
    });
  }

  async #step(): Promise<void> {
    if (this.#steps-- > 0) return;
    this.isDead = true;
    await new Promise(() => undefined);
  }
}
