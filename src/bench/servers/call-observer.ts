// Loaded into a server before its own code: keeps how long each call took inside, as Node's HTTP/2 layer saw it, until asked.
import { type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";

/** One call: from its headers to the first byte of the answer. */
export interface ObservedCall {
  readonly tookMs: number;
}

type StreamEntry = PerformanceEntry & { readonly detail: { readonly timeToFirstByteSent: number } };

/** A server that runs for an hour of pages holds no more. */
const maxCalls = 100_000;

let calls: ObservedCall[] = [];

new PerformanceObserver((list) => {
  for (const { name, detail } of list.getEntries() as StreamEntry[]) {
    if (name === "Http2Stream" && calls.length < maxCalls) calls.push({ tookMs: detail.timeToFirstByteSent });
  }
}).observe({ entryTypes: ["http2"] });

process.on("message", () => {
  process.send?.(calls);
  calls = [];
});
