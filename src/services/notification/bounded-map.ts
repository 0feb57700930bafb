// What is remembered to spare look-ups: a map that never holds more than so much of it.

/** Forgets what was put or asked for longest ago. */
export class BoundedMap<Key, Value> {
  readonly #values = new Map<Key, { readonly value: Value; readonly weight: number }>();
  readonly #maxWeight: number;
  #weight = 0;
  // Goes on where it stopped: each new one would pass all that was deleted at the map's beginning.
  #byAge = this.#values.keys();

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  get(key: Key): Value | undefined {
    const held = this.#values.get(key);
    if (!held) return undefined;
    this.#values.delete(key);
    this.#values.set(key, held);
    return held.value;
  }

  /** Puts a value; what is larger than the whole map is not kept. */
  set(key: Key, value: Value, weight = 1): void {
    this.delete(key);
    this.#values.set(key, { value, weight });
    this.#weight += weight;
    while (this.#weight > this.#maxWeight) this.delete(this.#oldest());
  }

  delete(key: Key): Value | undefined {
    const held = this.#values.get(key);
    if (!held) return undefined;
    this.#values.delete(key);
    this.#weight -= held.weight;
    return held.value;
  }

  // All before where it stands are gone or were put anew, at the end.
  #oldest(): Key {
    let next = this.#byAge.next();
    if (next.done) {
      this.#byAge = this.#values.keys();
      next = this.#byAge.next();
    }
    return next.value as Key;
  }

  /** How many values are held. */
  get size(): number {
    return this.#values.size;
  }
}
