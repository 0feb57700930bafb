// Watches the calls of services from outside: each method behind one of the same shape, that knows what it stored.
import { AsyncLocalStorage } from "node:async_hooks";
import type { ByteStream, Call, Collecting, OpenStream } from "../core/service.ts";
import type { Trace } from "../core/trace.ts";
import { TracedCall } from "./trace-call.ts";

/** A service with what its descriptor says of its methods. */
interface Described {
  readonly desc: {
    readonly name: string;
    readonly methods: readonly { readonly name: string; readonly localName: string; readonly methodKind: string }[];
  };
  readonly service: object;
}

type Act = (...args: unknown[]) => unknown;
type Begin = (call: unknown) => TracedCall;

/** Follows a call through everything that it awaits. */
export class TracedServices {
  readonly #trace: Trace;
  readonly #calls = new AsyncLocalStorage<TracedCall | undefined>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** The call in which this is asked; undefined where Madang acts by itself. */
  get current(): TracedCall | undefined {
    const call = this.#calls.getStore();
    return call?.isActing ? call : undefined;
  }

  /** Acts for no call: one may only have been the first to wake what everybody shares. */
  outside(act: () => void): void {
    this.#calls.run(undefined, act);
  }

  /** The same service, watched; `door` is the older protocol that it belongs to. */
  watch<Each extends Described>(served: Each, door?: string): Each {
    const watched: Record<string, unknown> = {};
    for (const { name, localName, methodKind } of served.desc.methods) {
      const method = `${served.desc.name}.${name}`;
      const isStream = methodKind === "server_streaming" || methodKind === "bidi_streaming";
      const begin = (call: unknown) =>
        new TracedCall(this.#trace, { method, door, userId: (call as Call).caller?.userId, isStream });
      const act = (Reflect.get(served.service, localName) as Act).bind(served.service);
      if (isStream) watched[localName] = this.#stream(act, begin);
      else watched[localName] = methodKind === "unary" ? this.#unary(act, begin) : this.#collecting(act, begin);
    }
    return { ...served, service: watched };
  }

  #unary(act: Act, begin: Begin): Act {
    return (request, call) => this.#answer(begin(call), () => act(request, call), request);
  }

  #collecting(act: Act, begin: Begin): Act {
    return (call) => {
      const watched = begin(call);
      const collecting = this.#calls.run(watched, () => act(call) as Collecting<unknown, unknown>);
      return {
        receive: (request: unknown) => this.#calls.run(watched, () => collecting.receive(request)),
        finish: () => this.#answer(watched, () => collecting.finish(), undefined),
      };
    };
  }

  // The call of a stream is its last argument, whether a request came with it or not.
  #stream(act: Act, begin: Begin): Act {
    return async (...args) => {
      const call = args.at(-1);
      const watched = begin(call);
      const stream = (await this.#calls.run(watched, () => act(...args))) as ByteStream<unknown>;
      return ((sink) => {
        const open = this.#calls.run(watched, () => stream(sink));
        return this.#messages(open, () => begin(call));
      }) satisfies ByteStream<unknown>;
    };
  }

  // Each message is timed by itself: a stream may be open for days.
  #messages(open: OpenStream<unknown>, begin: () => TracedCall): OpenStream<unknown> {
    return {
      receive: (request) => this.#calls.run(begin(), () => open.receive?.(request)),
      finish: () => open.finish?.(),
      gone: () => open.gone(),
    };
  }

  async #answer(watched: TracedCall, act: () => unknown, request: unknown): Promise<unknown> {
    try {
      const answer = await this.#calls.run(watched, act);
      watched.answered();
      return answer;
    } catch (failure) {
      watched.refused(failure, (request as { channelId?: unknown } | undefined)?.channelId);
      throw failure;
    }
  }
}
