// Counts what services do from outside, whatever the wire: calls and their time, streams and their frames.
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { ChatError } from "../core/errors.ts";
import type { FrameSink } from "../core/outlet.ts";
import type { ByteStream, StreamSink } from "../core/service.ts";
import type { Served } from "../rpc/serve.ts";

const framesHelp = "Frames handed to streams: each holds what its reader was owed at that moment.";
const bytesHelp = "Bytes of these frames, as protobuf.";

type Act = (...args: unknown[]) => unknown;

/** Wraps services so that a registry knows what they do. */
export class MeteredServices {
  readonly #latency: Histogram<"method">;
  readonly #calls: Counter<"method" | "code">;
  readonly #streams: Gauge<"method">;
  readonly #ends: Counter<"method" | "reason">;
  // Plain numbers while it runs, told when somebody asks: they rise with every frame.
  #frames = 0;
  #frameBytes = 0;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#latency = new Histogram({
      name: "madang_call_seconds",
      help: "Time from a call to its answer.",
      labelNames: ["method"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    });
    this.#calls = new Counter({
      name: "madang_calls_total",
      help: "Calls that were answered, by the code of the answer.",
      labelNames: ["method", "code"],
      registers,
    });
    this.#streams = new Gauge({
      name: "madang_streams",
      help: "Streams that are open.",
      labelNames: ["method"],
      registers,
    });
    this.#ends = new Counter({
      name: "madang_streams_ended_total",
      help: "Streams that the server ended, by reason; SLOW_CONSUMER: nothing was read for too long.",
      labelNames: ["method", "reason"],
      registers,
    });
    registry.registerMetric(risingTo("madang_frames_total", framesHelp, () => this.#frames));
    registry.registerMetric(risingTo("madang_frame_bytes_total", bytesHelp, () => this.#frameBytes));
  }

  /** The same service, counted. */
  watch(served: Served): Served {
    const watched: Record<string, Act> = {};
    for (const { name, localName, methodKind } of served.desc.methods) {
      const act = (Reflect.get(served.service, localName) as Act).bind(served.service);
      const method = `${served.desc.name}/${name}`;
      if (methodKind === "unary") watched[localName] = this.#unary(act, method);
      else if (methodKind === "client_streaming") watched[localName] = act;
      else watched[localName] = this.#stream(act, method);
    }
    return { ...served, service: watched };
  }

  #unary(act: Act, method: string): Act {
    const latency = this.#latency.labels(method);
    const ok = this.#calls.labels(method, "OK");
    return (request, call) => {
      const startedMs = performance.now();
      const told = () => latency.observe((performance.now() - startedMs) / 1_000);
      const answer = act(request, call) as Promise<unknown>;
      answer.then(
        () => {
          told();
          ok.inc();
        },
        (failure: unknown) => {
          told();
          this.#calls.inc({ method, code: failure instanceof ChatError ? failure.code : "INTERNAL" });
        },
      );
      return answer;
    };
  }

  #stream(act: Act, method: string): Act {
    const open = this.#streams.labels(method);
    return async (...args) => {
      const stream = (await act(...args)) as ByteStream<unknown>;
      return ((sink) => {
        const inner = stream(this.#meter(sink, method));
        let isOpen = true;
        open.inc();
        return {
          receive: (request) => inner.receive?.(request),
          finish: () => inner.finish?.(),
          gone() {
            if (isOpen) open.dec();
            isOpen = false;
            inner.gone();
          },
        };
      }) satisfies ByteStream<unknown>;
    };
  }

  #meter(sink: StreamSink, method: string): StreamSink {
    const count = (bytes: Uint8Array) => {
      this.#frames++;
      this.#frameBytes += bytes.length;
    };
    return {
      write(frame, done) {
        count(frame);
        sink.write(frame, done);
      },
      writeFramed(messages, done) {
        count(messages);
        sink.writeFramed(messages, done);
      },
      end: (reason) => {
        this.#ends.inc({ method, reason: reason?.reason ?? "OK" });
        sink.end(reason);
      },
      ...(sink.writeParts && { writeParts: meterParts(sink, count) }),
    };
  }
}

function meterParts(sink: FrameSink, count: (bytes: Uint8Array) => void): FrameSink["writeParts"] {
  return (parts, done) => {
    for (const part of parts) count(part);
    sink.writeParts?.(parts, done);
  };
}

function risingTo(name: string, help: string, read: () => number): Counter {
  return new Counter({
    name,
    help,
    registers: [],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
