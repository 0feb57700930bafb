// The embedded backend under test: a temporary folder, a clock turned by hand, and a second connection that does harm.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { type Backend, DataFolderError, openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import { FakeClock } from "../support/fake-clock.ts";
import type { Doom, DoomedLine, DoomedRecord } from "./doomed-people.ts";
import type { Harness, Mend } from "./harness.ts";

const doomedProgram = fileURLToPath(new URL("./embedded-doomed.ts", import.meta.url));
/** So many blocks of 512 bytes may a file have on the full disk: more than a new database needs, and little more. */
const fullDiskBlocks = 3_000;
const longestDoomMs = 30_000;

/** A fresh folder with an open backend. */
export async function openHarness(): Promise<EmbeddedHarness> {
  return new EmbeddedHarness(mkdtempSync(join(tmpdir(), "madang-embedded-")));
}

/** Harness over one data folder; the folder is gone after close. */
export class EmbeddedHarness implements Harness {
  readonly data: string;
  readonly clock = new FakeClock();
  hub!: Hub;
  #backend!: Backend;
  readonly #mends = new Set<Mend>();

  constructor(data: string) {
    this.data = data;
    this.#open();
  }

  get log() {
    return this.#backend.log;
  }

  get channels() {
    return this.#backend.channels;
  }

  get sessions() {
    return this.#backend.sessions;
  }

  get numbers() {
    return this.#backend.numbers;
  }

  get notifications() {
    return this.#backend.notifications;
  }

  get notices() {
    return this.#backend.notices;
  }

  async reopen(): Promise<void> {
    await this.#backend.close();
    this.#open();
  }

  async second(): Promise<void> {
    await this.#backendOver(new Hub({ clock: this.clock, schedule: setImmediate })).close();
  }

  async secondProcess(): Promise<void> {
    const nobody = { channelIds: [], people: [], prefix: "", until: { acknowledged: 0 } };
    const { stderr } = spawnSync(process.execPath, commandOf(this.data, nobody), { encoding: "utf8", timeout: 20_000 });
    if (stderr.includes("is in use by another Madang")) throw new DataFolderError(stderr);
  }

  pauseStore(): Mend {
    return this.#harm("BEGIN IMMEDIATE", "ROLLBACK");
  }

  breakStore(): Mend {
    const tables = [
      "events",
      "channels",
      "members",
      "users",
      "sessions",
      "names",
      "notifications",
      "numbers",
      "notices",
      "notice_outbox",
    ];
    const rename = (from: string, to: string) =>
      tables.map((table) => `ALTER TABLE ${from}${table} RENAME TO ${to}${table}`).join(";");
    return this.#harm(rename("", "lost_"), rename("lost_", ""));
  }

  failAt(channelId: string, seq: number, how: "statement" | "transaction"): Mend {
    const raise = how === "statement" ? "ABORT" : "ROLLBACK";
    const when = `NEW.seq = ${seq} AND NEW.channel_no = (SELECT no FROM channels WHERE id = '${channelId}')`;
    return this.#harm(
      `CREATE TRIGGER bad_sector BEFORE INSERT ON events WHEN ${when} BEGIN SELECT RAISE(${raise}, 'bad sector'); END`,
      "DROP TRIGGER bad_sector",
    );
  }

  async crash(doom: Doom): Promise<DoomedRecord> {
    await this.#backend.close();
    try {
      return await runDoomed(this.data, doom);
    } finally {
      this.#open();
    }
  }

  /** A connection of the test's own. */
  connect(): DatabaseSync {
    const db = new DatabaseSync(join(this.data, "madang.db"));
    db.exec("PRAGMA busy_timeout = 1000");
    return db;
  }

  async close(): Promise<void> {
    for (const mend of this.#mends) mend();
    await this.#backend.close();
    rmSync(this.data, { recursive: true, force: true });
  }

  #open(): void {
    this.hub = new Hub({ clock: this.clock, schedule: setImmediate });
    this.#backend = this.#backendOver(this.hub);
  }

  #backendOver(hub: Hub): Backend {
    return openEmbedded({ data: this.data, hub, clock: this.clock });
  }

  #harm(harm: string, mending: string): Mend {
    const db = this.connect();
    db.exec(harm);
    const mend = () => {
      if (!this.#mends.delete(mend)) return;
      db.exec(mending);
      db.close();
    };
    this.#mends.add(mend);
    return mend;
  }
}

function runDoomed(data: string, doom: Doom): Promise<DoomedRecord> {
  const command = [process.execPath, ...commandOf(data, doom)];
  // Only a shell can set the limit; Node ignores the signal that comes with it, so that a write just fails.
  const limit = doom.until === "disk full" ? `ulimit -f ${fullDiskBlocks};` : "";
  const child = spawn("sh", ["-c", `${limit} exec "$@"`, "sh", ...command], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: DoomedLine[] = [];
  const acknowledgedEnough = () =>
    doom.until !== "disk full" && count(lines, "acknowledged") >= doom.until.acknowledged;
  let rest = "";
  let errorText = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.map((part) => JSON.parse(part) as DoomedLine));
    if (acknowledgedEnough()) child.kill("SIGKILL");
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errorText += text;
  });
  const deadline = setTimeout(() => child.kill("SIGKILL"), longestDoomMs);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(deadline);
      if (acknowledgedEnough() || count(lines, "unknown") > 0) resolve(toRecord(lines));
      else reject(new Error(`The doomed process ended too early.\n${errorText}`));
    });
  });
}

function commandOf(data: string, doom: Doom): string[] {
  return ["--disable-warning=ExperimentalWarning", doomedProgram, data, JSON.stringify(doom)];
}

function count(lines: readonly DoomedLine[], what: DoomedLine["what"]): number {
  return lines.filter((line) => line.what === what).length;
}

function toRecord(lines: readonly DoomedLine[]): DoomedRecord {
  const of = (what: DoomedLine["what"]) => lines.filter((line) => line.what === what);
  return {
    sent: of("sent").map(({ send }) => send),
    acknowledged: of("acknowledged").map(({ send, seq }) => ({ ...send, seq })),
    unknown: of("unknown").map(({ send }) => send),
  };
}
