// What becomes due, soonest first: a binary heap, so that waiting costs nothing.

interface Entry<T> {
  readonly atMs: number;
  readonly item: T;
}

/** Hands out items in the order of their time. */
export class LeaseQueue<T> {
  readonly #heap: Entry<T>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(atMs: number, item: T): void {
    this.#heap.push({ atMs, item });
    this.#rise(this.#heap.length - 1);
  }

  /** Takes the soonest entry if its time has come. */
  popDue(nowMs: number): Entry<T> | undefined {
    const first = this.#heap[0];
    if (!first || first.atMs > nowMs) return undefined;
    const last = this.#heap.pop() as Entry<T>;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #rise(start: number): void {
    for (let at = start; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= this.#at(at)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  #sink(start: number): void {
    for (let at = start; ; ) {
      const left = 2 * at + 1;
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(child) >= this.#at(at)) return;
      this.#swap(child, at);
      at = child;
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const entry = this.#heap[one] as Entry<T>;
    this.#heap[one] = this.#heap[other] as Entry<T>;
    this.#heap[other] = entry;
  }
}
