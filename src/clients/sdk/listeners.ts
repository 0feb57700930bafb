// Who listens to a client.
import type { Off } from "../../core/topics.ts";
import type { ChatEvent, ChatEventOf } from "./chat-event.ts";

/** Hears everything. */
export type Listener = (event: ChatEvent) => void;

/** Listeners of one client; one that throws harms neither the others nor the client, and its error is not swallowed. */
export class Listeners {
  readonly #all = new Set<Listener>();
  readonly #byType = new Map<ChatEvent["type"], Set<Listener>>();

  /** Hears everything from now on. */
  listen(listener: Listener): Off {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  /** Hears the events of one type from now on. */
  on<Type extends ChatEvent["type"]>(type: Type, listener: (event: ChatEventOf<Type>) => void): Off {
    const listeners = this.#byType.get(type) ?? new Set();
    this.#byType.set(type, listeners.add(listener as Listener));
    return () => void listeners.delete(listener as Listener);
  }

  /** Tells an event, now. */
  emit(event: ChatEvent): void {
    for (const listener of this.#all) tell(listener, event);
    const listeners = this.#byType.get(event.type);
    if (listeners) for (const listener of listeners) tell(listener, event);
  }
}

function tell(listener: Listener, event: ChatEvent): void {
  try {
    listener(event);
  } catch (error) {
    // An uncaught error as in any other callback, but one that leaves the stream's state whole.
    queueMicrotask(() => {
      throw error;
    });
  }
}
