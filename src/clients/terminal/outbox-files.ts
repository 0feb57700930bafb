// What was written and not acknowledged, on disk: one file a terminal, and what earlier ones left behind.
import { readdir, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileOutbox, type OutboxStore, type QueuedMessage } from "../sdk/index.ts";
import { claimFile, type Release } from "./file-claim.ts";

/** An outbox, and where its messages are. */
export interface OpenOutbox {
  readonly store: OutboxStore;
  readonly path: string;
}

interface Held {
  readonly path: string;
  readonly store: OutboxStore;
  readonly release: Release;
}

const most = 8;

/** The file itself; undefined if another terminal uses it. */
export async function openOutboxFile(path: string): Promise<OpenOutbox | undefined> {
  const release = await claimFile(path);
  return release && { path, store: oneOfMany([{ path, store: fileOutbox(path), release }]) };
}

/**
 * The file, or the first of "file+2", "file+3" … that no other terminal uses; what terminals that are gone left in the
 * others is sent with it. Undefined if eight terminals of one person are open.
 */
export async function openOutbox(path: string): Promise<OpenOutbox | undefined> {
  const held: Held[] = [];
  let mine: string | undefined;
  const leftBehind = new Set(await filesBeside(path));
  for (let i = 1; i <= most; i++) {
    const file = i === 1 ? path : path.replace(/(\.\w+)?$/, `+${i}$1`);
    if (mine !== undefined && !leftBehind.has(basename(file))) continue;
    const release = await claimFile(file);
    if (!release) continue;
    held.push({ path: file, store: fileOutbox(file), release });
    mine ??= file;
  }
  return mine === undefined ? undefined : { path: mine, store: oneOfMany(held) };
}

async function filesBeside(path: string): Promise<string[]> {
  try {
    return await readdir(dirname(path));
  } catch {
    return [];
  }
}

// Adds to the first, sends what is in all.
function oneOfMany(held: readonly Held[]): OutboxStore {
  const all = <T>(act: (store: OutboxStore) => Promise<T>) => Promise.all(held.map(({ store }) => act(store)));
  return {
    load: async () => (await all((store) => store.load())).flat(),
    add: (message: QueuedMessage) => (held[0] as Held).store.add(message),
    remove: async (message) => void (await all((store) => store.remove(message))),
    async close() {
      await all((store) => store.close());
      await Promise.all(held.map(tidyUp));
    },
  };
}

// A file also holds the texts that were sent since it was opened, until it is opened again.
async function tidyUp({ path, release }: Held): Promise<void> {
  try {
    const left = fileOutbox(path);
    const isEmpty = (await left.load()).length === 0;
    await left.close();
    if (isEmpty) await rm(path, { force: true });
  } finally {
    await release();
  }
}
