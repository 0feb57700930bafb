// The embedded backend under test: a temporary folder, a clock turned by hand, and a second connection that does harm.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { type Backend, DataFolderError, openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import { FakeClock } from "../support/fake-clock.ts";
import type { Doom, DoomedRecord } from "./doomed-people.ts";
import { runDoomed } from "./doomed-process.ts";
import type { Harness, Mend } from "./harness.ts";

const doomedProgram = fileURLToPath(new URL("./embedded-doomed.ts", import.meta.url));
/** So many blocks of 512 bytes may a file have on the full disk: more than a new database needs, and little more. */
const fullDiskBlocks = 3_000;

/** A fresh folder with an open backend. */
export async function openHarness(): Promise<EmbeddedHarness> {
  return new EmbeddedHarness(mkdtempSync(join(tmpdir(), "madang-embedded-")));
}

/** Harness over one data folder; the folder is gone after close. */
export class EmbeddedHarness implements Harness {
  readonly failedIsUndone = true;
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
    const command = ["--disable-warning=ExperimentalWarning", doomedProgram, ...argsOf(this.data, nobody)];
    const { stderr } = spawnSync(process.execPath, command, { encoding: "utf8", timeout: 20_000 });
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
      const fileBlocks = doom.until === "disk full" ? fullDiskBlocks : undefined;
      return await runDoomed({ path: doomedProgram, args: argsOf(this.data, doom), fileBlocks }, doom);
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
    for (const mend of this.#mends) await mend();
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

function argsOf(data: string, doom: Doom): string[] {
  return [data, JSON.stringify(doom)];
}
