// The server with everything that a case needs to be run, and what can be wrong with it afterwards.
import { setTimeout as sleep } from "node:timers/promises";
import { grpcTransport, type Transport } from "../../../clients/sdk/index.ts";
import { Health } from "../../../gen/grpc/health/v1/health_pb.ts";
import type { FuzzCase } from "../fuzz-case.ts";
import { type Target, targets } from "../targets.ts";
import type { Answer } from "../wires/answer.ts";
import { GrpcWire } from "../wires/grpc-wire.ts";
import { runRaw } from "../wires/raw-wire.ts";
import { runSocket } from "../wires/socket-wire.ts";
import { FuzzedServer, type Measured } from "./fuzzed-server.ts";
import { KnownThings } from "./known-things.ts";

const healthMs = 5_000;
const settleMs = 15_000;
const garbage = "\u00e9 ";
const wrongToken = "0".repeat(43);
const byName = new Map(targets.map((target) => [target.name, target]));

/** One server after another: the next one when one has died. */
export class Arena {
  readonly #preload: string | undefined;
  #server: FuzzedServer;
  #known: KnownThings;
  #transport: Transport;
  readonly #wires = new Map<string, GrpcWire>();

  private constructor(preload: string | undefined, server: FuzzedServer, known: KnownThings) {
    this.#preload = preload;
    this.#server = server;
    this.#known = known;
    this.#transport = grpcTransport(addressOf(server, "grpc"));
  }

  /** Starts a server, with a module that it loads first if one is named. */
  static async open(preload?: string): Promise<Arena> {
    const server = await FuzzedServer.start(preload);
    const known = await KnownThings.prepare(server).catch(async (failure: unknown) => {
      await server.remove();
      throw failure;
    });
    return new Arena(preload, server, known);
  }

  get pid(): number {
    return this.#server.pid;
  }

  /** Runs a case; never rejects. */
  run(drawn: FuzzCase): Promise<Answer> {
    const target = byName.get(drawn.target) as Target;
    const { lookUp } = this.#known;
    const token = this.#token(drawn, target);
    const address = this.#address(target);
    if (address === undefined) return Promise.resolve({ said: "closed" });
    if (target.wire === "socket") return runSocket(drawn, target, address, token, lookUp);
    if (["tcp", "web", "http"].includes(target.wire)) return runRaw(drawn, address, token, lookUp);
    return this.#wire(address).run(drawn, target, token, lookUp);
  }

  /** What is wrong with the server, whatever the cases were answered; undefined: nothing. */
  async fault(): Promise<string | undefined> {
    const health = this.#server.end === undefined ? await this.#health() : undefined;
    const { end } = this.#server;
    const complaints = this.#server.takeComplaints();
    if (end !== undefined) return `the server ended (${end})\n${complaints}`;
    return complaints === "" ? health : `the server's log told of it\n${complaints}`;
  }

  /** Makes what cases take apart anew, on another server if this one has died. */
  async renew(): Promise<void> {
    if (this.#server.end === undefined) return this.#known.renew();
    await this.close();
    const next = await Arena.open(this.#preload);
    this.#server = next.#server;
    this.#known = next.#known;
    this.#transport = next.#transport;
  }

  /** What it holds when everybody has left; waits a while until connections are gone. */
  async measure(): Promise<Measured> {
    this.#letGo();
    const giveUpAt = performance.now() + settleMs;
    while (performance.now() < giveUpAt && !(await this.#isQuiet())) await sleep(100);
    return this.#server.measure(this.#known.offsetMs);
  }

  /** Where ordinary people find it: host:port of gRPC, and the page's address. */
  get addresses(): { readonly grpc: string; readonly web: string } {
    return { grpc: addressOf(this.#server, "grpc"), web: `http://${addressOf(this.#server, "web")}` };
  }

  async close(): Promise<void> {
    this.#letGo();
    this.#transport.close();
    this.#known.close();
    await this.#server.remove();
  }

  #token({ token }: FuzzCase, { wire }: Target): string | undefined {
    if (token === "none" || wire === "tcp") return undefined;
    if (token === "wrong") return wrongToken;
    // HTTP/2's library lets no wrong header out: there it is a word that is no token.
    if (token === "garbage") return wire === "http" || wire === "web" ? `${garbage}\x01` : garbage;
    return wire === "admin" && token === "valid" ? this.#server.operatorToken : this.#known.tokens.get(token);
  }

  #address({ wire, name }: Target): string | undefined {
    const port = wire === "tcp" ? name.replace("tcp ", "") : wire;
    if (port === "channel") return this.#known.channelAddress;
    return addressOf(this.#server, ["http", "socket"].includes(port) ? "web" : port);
  }

  #wire(address: string): GrpcWire {
    const wire = this.#wires.get(address) ?? new GrpcWire(address);
    this.#wires.set(address, wire);
    return wire;
  }

  #letGo(): void {
    for (const wire of this.#wires.values()) wire.close();
    this.#wires.clear();
  }

  async #health(): Promise<string | undefined> {
    const asked = performance.now();
    const check = this.#transport.unary(Health.method.check, {}, { token: undefined, timeoutMs: healthMs });
    const page = fetch(`http://${addressOf(this.#server, "web")}/healthz`, { signal: AbortSignal.timeout(healthMs) });
    try {
      const [{ status }, { ok }] = await Promise.all([check, page]);
      return status === 1 && ok ? undefined : `health says ${status} and ${ok}`;
    } catch (failure) {
      return `health is not told after ${Math.round(performance.now() - asked)} ms: ${String(failure)}`;
    }
  }

  async #isQuiet(): Promise<boolean> {
    const metrics = await (await fetch(`http://${addressOf(this.#server, "web")}/metrics`)).text();
    return ["madang_followers 0", 'madang_connections{kind="socket.io"} 0'].every((line) => metrics.includes(line));
  }
}

function addressOf({ ports }: FuzzedServer, port: string): string {
  return ports.get(port) ?? "";
}
