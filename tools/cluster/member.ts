// One process of the fleet: started, killed and started again at the same place.
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serveFlags } from "../../src/bench/servers/serve-flags.ts";
import { freeAddress } from "./free-address.ts";
import type { Role } from "./roles.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const readyWithinMs = 120_000;
const politeEndMs = 12_000;
const lookEveryMs = 20;
const keptChars = 8_000;

/** What a member is told besides its role. */
export interface MemberPlace {
  /** Its own folder: data, and what it prints in `output.log`. */
  readonly folder: string;
  /** Flags of `madang serve` that name the fleet. */
  readonly fleet: readonly string[];
  /** Hears when it ends without having been asked to. */
  readonly onDied?: (how: string) => void;
}

/** A process that ends with us, even if we are killed. */
export class Member {
  readonly role: Role;
  /** Where gRPC answers, as host:port; the same over all starts. */
  address = "";
  /** Where browsers find it; "" if they do not. */
  web = "";
  /** Where other nodes reach it. */
  link = "";
  readonly #place: MemberPlace;
  #child: ChildProcess | undefined;
  #ended: Promise<string> = Promise.resolve("");
  #printed = "";
  #isStopping = false;

  constructor(role: Role, place: MemberPlace) {
    this.role = role;
    this.#place = place;
    mkdirSync(place.folder, { recursive: true });
  }

  /** Its process id; 0 while it does not run. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when it serves; rejects with its last words. */
  async start(): Promise<void> {
    this.address ||= await freeAddress(this.role.port);
    if (this.role.services.includes("gateway")) this.web ||= `http://${await freeAddress(this.role.webPort)}`;
    this.link ||= await freeAddress();
    this.#isStopping = false;
    this.#printed = "";
    const child = this.#spawn(await serveFlags());
    const giveUpAt = performance.now() + readyWithinMs;
    while (!/^ready$/m.test(this.#printed)) {
      const late = performance.now() > giveUpAt;
      if (this.#child !== child || late)
        throw new Error(`${this.role.name} ${late ? "is not ready" : "ended"}:\n${this.#printed}`);
      await sleep(lookEveryMs);
    }
  }

  /** The signal, e.g. SIGKILL, SIGSTOP; nothing is told by `onDied` of what follows. Resolves to how it ended. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<string> {
    this.#isStopping = true;
    const child = this.#child;
    child?.kill("SIGCONT");
    child?.kill(signal);
    const impatient = setTimeout(() => child?.kill("SIGKILL"), politeEndMs);
    const how = await this.#ended;
    clearTimeout(impatient);
    return how;
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** SIGCONT. */
  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  #spawn(flags: readonly string[]): ChildProcess {
    const { folder, fleet } = this.#place;
    const web = this.web ? ["--http", this.web.replace(/^\w+:\/\//, "")] : [];
    const places = ["--listen", this.address, "--node-listen", this.link, ...web];
    const args = ["serve", "--data", folder, "--services", this.role.services.join(","), ...places, ...fleet];
    const child = spawn(process.execPath, [...flags, program, ...args], {
      // Its end of the channel closes with us.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const log = join(folder, "output.log");
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#printed = (this.#printed + text).slice(-keptChars);
        appendFileSync(log, text);
      });
    this.#child = child;
    this.#ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    void this.#ended.then((how) => this.#forget(child, how));
    return child;
  }

  #forget(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#isStopping) this.#place.onDied?.(how);
  }
}
