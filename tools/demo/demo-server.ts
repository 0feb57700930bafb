// The demo's server: a real `madang serve`, which is killed and comes back at the same place with the same data.
import { join } from "node:path";
import type { Backstage } from "./backstage.ts";
import type { LineProgram } from "./line-program.ts";

/** One address and one data folder over all starts. */
export class DemoServer {
  /** host:port; every door answers there. */
  address = "127.0.0.1:0";
  readonly #backstage: Backstage;
  #program: LineProgram | undefined;

  constructor(backstage: Backstage) {
    this.#backstage = backstage;
  }

  /** Resolves when it serves, to the milliseconds that it took. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    const places = ["--listen", this.address, "--door-listen", "127.0.0.1:0", "--channel-ports", "0,0,0,0"];
    const data = ["--data", join(this.#backstage.folder, "data")];
    const args = ["serve", ...places, ...data, "--door-host", "127.0.0.1", "--send-rate", "0"];
    const program = this.#backstage.start("src/madang.ts", args, { linked: true });
    this.#program = program;
    await Promise.race([
      program.prints((line) => line === "ready", "the server"),
      program.ended.then(() => Promise.reject(new Error(`The server ended.\n${program.screen()}`))),
    ]);
    this.address = program.lines.map((line) => /gRPC\s+(\S+)/.exec(line)?.[1]).find(Boolean) ?? this.address;
    return Math.round(performance.now() - startedAt);
  }

  /** kill -9: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }
}
