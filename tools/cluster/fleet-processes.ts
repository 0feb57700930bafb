// The processes of a fleet on one machine, over engines that run already.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Member } from "./member.ts";
import { type Role, roles } from "./roles.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const migrateWithinMs = 120_000;

/** The fleet's engines and names in them. */
export interface FleetPlan {
  /** host:port of Kafka. */
  readonly kafka: string;
  /** host:port of Cassandra. */
  readonly cql: string;
  readonly keyspace: string;
  readonly topic: string;
  /** Each process has a folder of its own in it. */
  readonly folder: string;
  /** More flags of `madang serve` for every process. */
  readonly flags?: readonly string[];
  /** Hears what is done, line by line. */
  readonly say?: (line: string) => void;
  /** Hears of a process that ended without having been asked to. */
  readonly onDied?: (member: Member, how: string) => void;
}

/** All processes; `stop` when done. */
export class FleetProcesses {
  readonly members: readonly Member[];
  readonly #plan: FleetPlan;
  readonly #places: readonly string[];

  constructor(plan: FleetPlan) {
    this.#plan = plan;
    const { kafka, cql, keyspace, topic } = plan;
    this.#places = ["--kafka", kafka, "--cql", cql, "--cql-keyspace", keyspace, "--kafka-topic", topic];
    this.members = roles.map((role) => this.#make(role));
  }

  /** Makes keyspace, tables and topic, and starts everything; rejects with the words of what failed. */
  async start(): Promise<void> {
    const { say = () => undefined } = this.#plan;
    await this.#migrate();
    say("The keyspace, its tables and the topic are there.");
    const owners = this.members.filter(({ role }) => role.services.includes("channel"));
    const others = this.members.filter((member) => !owners.includes(member));
    for (const some of [owners, others])
      await Promise.all(some.map((each) => each.start().then(() => say(`${each.role.name} serves.`))));
  }

  /** The process of a name; throws if there is none. */
  member(name: string): Member {
    const found = this.members.find(({ role }) => role.name === name);
    if (!found) throw new Error(`There is no ${name}: ${this.members.map(({ role }) => role.name).join(", ")}.`);
    return found;
  }

  /** Ends all politely: those through whom people come first, so that owners have nothing left to do. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.end("SIGTERM")));
  }

  #make(role: Role): Member {
    const { folder, flags = [], onDied } = this.#plan;
    const member: Member = new Member(role, {
      folder: join(folder, role.name),
      fleet: [...this.#places, ...flags],
      onDied: (how) => onDied?.(member, how),
    });
    return member;
  }

  async #migrate(): Promise<void> {
    const args = ["admin", "migrate", ...this.#places, "--copies", "1", "--partitions", "16"];
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: migrateWithinMs,
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new Error(printed.trim());
  }
}
