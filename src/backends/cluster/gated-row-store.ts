// Bounds how much of a store owners ask at once, so that a storm of theirs fills neither the store nor our memory.
import type { Gate } from "./gate.ts";
import type { RowStore } from "./ports.ts";

/** The same store; every call passes the gate, in the order of calls. */
export function gated(store: RowStore, gate: Gate): RowStore {
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => gate.pass(() => Reflect.apply(method, target, args));
    },
  });
}
