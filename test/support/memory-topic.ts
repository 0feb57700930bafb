// The log's topic in memory: for tests in which only the CQL store is real.
import type { LogTopic, RecordSink } from "../../src/backends/cluster/log-topic.ts";
import type { PartitionLog } from "../../src/backends/cluster/ports.ts";
import type { Cancel } from "../../src/core/clock.ts";

/** One partition that loses nothing. */
export class MemoryTopic implements LogTopic {
  readonly partitions = 1;
  readonly #records: Uint8Array[] = [];
  readonly #readers = new Set<() => void>();

  log(): PartitionLog {
    return {
      produce: async (record) => {
        this.#records.push(record);
        for (const wake of this.#readers) wake();
      },
      end: async () => this.#records.length,
    };
  }

  read(_partition: number, from: number, sink: RecordSink): Cancel {
    let next = from;
    const deliver = () => {
      for (; next < this.#records.length && !sink.isBehind(); next++)
        sink.onRecord(next, this.#records[next] as Uint8Array);
    };
    const wake = () => setImmediate(() => this.#readers.has(wake) && deliver());
    this.#readers.add(wake);
    wake();
    const poll = setInterval(wake, 5);
    return () => {
      clearInterval(poll);
      this.#readers.delete(wake);
    };
  }

  async close(): Promise<void> {
    this.#readers.clear();
  }
}
