// Opens the embedded backend: a folder with one SQLite database, used by one process at a time.
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { LoggedEvent } from "../../core/event.ts";
import type { Hub } from "../../core/hub.ts";
import type { NoticeStore } from "../../core/notices.ts";
import type {
  BackUp,
  ChannelStore,
  MessageLog,
  NotificationStore,
  NumberStore,
  SessionStore,
} from "../../core/ports.ts";
import { Backups } from "./backup.ts";
import { beginAsCopy } from "./backup-copy.ts";
import { EmbeddedChannelStore } from "./channel-store.ts";
import { EmbeddedMessageLog } from "./message-log.ts";
import { EmbeddedNoticeStore } from "./notice-store.ts";
import { EmbeddedNotificationStore } from "./notification-store.ts";
import { EmbeddedNumberStore } from "./number-store.ts";
import { Reader } from "./reader.ts";
import { configure, migrate, NewerDatabase } from "./schema.ts";
import { EmbeddedSessionStore } from "./session-store.ts";
import { Writer } from "./writer.ts";

/** What the backend is given. */
export interface EmbeddedOptions {
  /** The data folder; made if it is missing. */
  readonly data: string;
  readonly hub: Hub;
  readonly clock: Clock;
  /** Runs the next commit: at once, or a little later under load; at once if it is left out. */
  readonly schedule?: (commit: () => void) => void;
  /** Hears every committed event, after the hub has it. */
  readonly onCommitted?: (event: LoggedEvent) => void;
  /** Hears that the store failed for good. */
  readonly onDied?: (failure: Error) => void;
}

/** An open backend. */
export interface Backend {
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly sessions: SessionStore;
  readonly notifications: NotificationStore;
  readonly notices: NoticeStore;
  readonly numbers: NumberStore;
  /** Copies the store while it is in use, one copy at a time. */
  readonly backUp: BackUp;
  /** How often the store was asked for rows since the start. */
  readonly reads: () => number;
  /** Commits what was taken, ends streams, and lets go of the folder. */
  close(): Promise<void>;
}

/** The folder cannot be used; the message is a sentence for the person who started Madang. */
export class DataFolderError extends Error {}

/** Another process uses the folder. */
export class FolderInUse extends DataFolderError {}

/** Opens or makes the store; throws DataFolderError if the folder is in use, unwritable or of a newer release. */
export function openEmbedded({ data, hub, clock, schedule, onCommitted, onDied }: EmbeddedOptions): Backend {
  const lock = lockFolder(data);
  const path = join(data, "madang.db");
  prepareDatabase(path, data, clock, lock);
  const reader = new Reader(path);
  const backups = new Backups(path);
  const committed = (event: LoggedEvent) => {
    log.committed(event);
    onCommitted?.(event);
  };
  const writer = new Writer({
    ...{ path, clock, onCommitted: committed },
    schedule: schedule ?? setImmediate,
    onDied: onDied ?? (() => undefined),
  });
  const log = new EmbeddedMessageLog({ writer, reader, hub });
  return {
    log,
    channels: new EmbeddedChannelStore({ writer, reader }),
    sessions: new EmbeddedSessionStore({ writer, reader }),
    notifications: new EmbeddedNotificationStore({ writer, reader }),
    notices: new EmbeddedNoticeStore({ writer, reader, clock }),
    numbers: new EmbeddedNumberStore({ writer, reader }),
    backUp: backups.backUp,
    reads: () => reader.reads,
    async close() {
      // A copy that is being checked cannot be interrupted: nothing of ours waits for it.
      const backupsClosed = backups.close();
      await writer.close();
      log.close(errors.draining());
      reader.close();
      await backupsClosed;
      lock.close();
    },
  };
}

// A lock that the system lets go of when the process dies, however it dies.
function lockFolder(data: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(data, { recursive: true });
    chmodSync(data, 0o700);
    lock = new DatabaseSync(join(data, "madang.lock"));
    lock.exec("PRAGMA journal_mode = DELETE; CREATE TABLE IF NOT EXISTS lock (held)");
  } catch (failure) {
    lock?.close();
    if (isBusy(failure)) throw inUse(data);
    throw new DataFolderError(
      `The data folder ${data} cannot be written: ${reasonOf(failure)}. Name another with --data.`,
    );
  }
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch {
    lock.close();
    throw inUse(data);
  }
  return lock;
}

function prepareDatabase(path: string, data: string, clock: Clock, lock: DatabaseSync): void {
  try {
    const db = new DatabaseSync(path);
    configure(db);
    migrate(db, Math.floor(clock.now() / 3_600_000));
    beginAsCopy(db, clock.now());
    db.close();
  } catch (failure) {
    lock.close();
    if (failure instanceof NewerDatabase) {
      throw new DataFolderError(
        `The database in ${data} was written by a newer Madang (${failure.message}): start that one.`,
      );
    }
    throw new DataFolderError(`The database in ${data} cannot be opened: ${reasonOf(failure)}.`);
  }
}

function inUse(data: string): FolderInUse {
  return new FolderInUse(`The data folder ${data} is in use by another Madang: stop it, or name another with --data.`);
}

function isBusy(failure: unknown): boolean {
  return failure instanceof Error && /locked|busy/i.test(failure.message);
}

function reasonOf(failure: unknown): string {
  const code = (failure as NodeJS.ErrnoException | undefined)?.code ?? "";
  if (code === "EEXIST" || code === "ENOTDIR") return "a file is in its place";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "this user may not write there";
  return failure instanceof Error ? failure.message : String(failure);
}
