// Copies the database while it is in use: to a file beside the target, which gets its name once it is whole and checked.
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Worker } from "node:worker_threads";
import { errors } from "../../core/errors.ts";
import { createId } from "../../core/ids.ts";
import type { BackUp, BackupProgress } from "../../core/ports.ts";

/** What the thread is told. */
export interface BackupTask {
  readonly from: string;
  readonly to: string;
  /** The descriptor of `to`. */
  readonly toFile: number;
  /** Becomes 1 when it is to stop. */
  readonly stop: Int32Array;
}

/** What the thread tells. */
export type BackupAnswer =
  | { readonly progress: BackupProgress }
  | { readonly done: true }
  | { readonly failure: string };

/** Copies one database, one copy at a time. */
export class Backups {
  readonly #database: string;
  readonly #closing = new AbortController();
  #underWay: Promise<number> | undefined;

  constructor(database: string) {
    this.#database = database;
  }

  /** Makes a copy; see BackUp. */
  readonly backUp: BackUp = (path, onProgress, signal) => {
    if (this.#underWay) return Promise.reject(errors.argumentInvalid("A copy is being made already: wait for it."));
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const making = this.#make(path, onProgress, either).finally(() => {
      this.#underWay = undefined;
    });
    this.#underWay = making;
    return making;
  };

  /** Gives up what is under way, and resolves when its thread has ended. */
  async close(): Promise<void> {
    this.#closing.abort(errors.draining());
    await this.#underWay?.catch(() => undefined);
  }

  async #make(path: string, onProgress: (progress: BackupProgress) => void, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    requireTarget(path);
    const partial = join(dirname(path), `.${basename(path)}.${createId()}.part`);
    const file = openPartial(partial);
    try {
      await copyInThread({ from: this.#database, to: partial, toFile: file }, onProgress, signal);
      fsyncSync(file);
      takeName(partial, path);
      return statSync(path).size;
    } finally {
      closeSync(file);
      for (const left of [partial, `${partial}-journal`]) rmSync(left, { force: true });
    }
  }
}

function requireTarget(path: string): void {
  if (!isAbsolute(path)) throw errors.argumentInvalid("Name the file to write with its whole path.");
  if (existsSync(path)) throw errors.fileExists();
  if (!existsSync(dirname(path))) throw errors.argumentInvalid(`There is no folder ${dirname(path)}: make it first.`);
}

function openPartial(partial: string): number {
  try {
    // Everybody's messages are in it.
    return openSync(partial, "wx", 0o600);
  } catch (failure) {
    throw cannotWrite(partial, failure);
  }
}

function copyInThread(
  task: Omit<BackupTask, "stop">,
  onProgress: (progress: BackupProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const file = import.meta.url.endsWith(".ts") ? "./backup-thread.ts" : "./backup-thread.js";
  const thread = new Worker(new URL(file, import.meta.url), { workerData: { ...task, stop } satisfies BackupTask });
  const stopIt = () => void Atomics.store(stop, 0, 1);
  signal.addEventListener("abort", stopIt);
  return new Promise<void>((resolve, reject) => {
    let answer: BackupAnswer | undefined;
    thread.on("message", (told: BackupAnswer) => {
      if ("progress" in told) onProgress(told.progress);
      else answer = told;
    });
    thread.on("error", (failure) => {
      answer = { failure: failure.message };
    });
    thread.once("exit", () => {
      if (signal.aborted) reject(signal.reason);
      else if (answer && "done" in answer) resolve();
      else reject(cannotWrite(task.to, answer && "failure" in answer ? answer.failure : "its thread ended"));
    });
  }).finally(() => signal.removeEventListener("abort", stopIt));
}

// A link fails where a file of this name came to be meanwhile; a rename would take its place.
function takeName(partial: string, path: string): void {
  try {
    linkSync(partial, path);
  } catch (failure) {
    if (existsSync(path)) throw errors.fileExists();
    if (!isWithoutLinks(failure)) throw cannotWrite(path, failure);
    renameSync(partial, path);
  }
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isWithoutLinks(failure: unknown): boolean {
  return ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(codeOf(failure));
}

function cannotWrite(path: string, failure: unknown) {
  const reasons: Record<string, string> = { EACCES: "this user may not write there", ENOSPC: "the disk is full" };
  const reason = reasons[codeOf(failure)] ?? (failure instanceof Error ? failure.message : String(failure));
  return errors.argumentInvalid(`The copy cannot be written to ${dirname(path)}: ${reason}.`);
}

function codeOf(failure: unknown): string {
  return (failure as NodeJS.ErrnoException | undefined)?.code ?? "";
}
