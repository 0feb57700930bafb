// What is remembered to spare look-ups: a map that never holds more than so much of it.

/** Forgets what was put or asked for longest ago. */
export class BoundedMap<Key, Value> {
  readonly #values = new Map<Key, { readonly value: Value; readonly weight: number }>();
  readonly #maxWeight: number;
  #weight = 0;

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
    for (const oldest of this.#values.keys()) {
      if (this.#weight <= this.#maxWeight) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): Value | undefined {
    const held = this.#values.get(key);
    if (!held) return undefined;
    this.#values.delete(key);
    this.#weight -= held.weight;
    return held.value;
  }

  /** How many values are held. */
  get size(): number {
    return this.#values.size;
  }
}
