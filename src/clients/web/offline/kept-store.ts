// Where the browser keeps what was on screen: IndexedDB, as names and values.

/** Names and values; what cannot be kept is simply not there the next time. Works are done in the order of their calls. */
export interface KeptStore {
  /** Everything that is kept. */
  read(): Promise<ReadonlyMap<string, unknown>>;
  /** Keeps all of it or nothing; undefined: what was kept under the name is deleted. */
  write(changes: ReadonlyMap<string, unknown>): Promise<void>;
  /** Deletes everything. */
  clear(): Promise<void>;
}

const table = "kept";

/** The store of this browser; where there is none (private windows, a full disk) nothing is kept. */
export function browserKeptStore(): KeptStore {
  let opened: Promise<IDBDatabase> | undefined;
  const run = async <T>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => () => T): Promise<T> => {
    opened ??= open();
    const transaction = (await opened).transaction(table, mode);
    const result = work(transaction.objectStore(table));
    // At once: the page may be about to close.
    transaction.commit?.();
    await done(transaction);
    return result();
  };
  return {
    read: () => run("readonly", readAll).catch(() => new Map()),
    write: (changes) => run("readwrite", (rows) => writeAll(rows, changes)).catch(() => undefined),
    clear: () => run("readwrite", clearAll).catch(() => undefined),
  };
}

function readAll(rows: IDBObjectStore): () => ReadonlyMap<string, unknown> {
  const [names, values] = [rows.getAllKeys(), rows.getAll()];
  return () => new Map(names.result.map((name, i) => [name as string, values.result[i] as unknown]));
}

function writeAll(rows: IDBObjectStore, changes: ReadonlyMap<string, unknown>): () => void {
  for (const [name, value] of changes) {
    if (value === undefined) rows.delete(name);
    else rows.put(value, name);
  }
  return () => undefined;
}

function clearAll(rows: IDBObjectStore): () => void {
  rows.clear();
  return () => undefined;
}

function open(): Promise<IDBDatabase> {
  const { promise, resolve, reject } = Promise.withResolvers<IDBDatabase>();
  const request = indexedDB.open("madang", 1);
  request.addEventListener("upgradeneeded", () => void request.result.createObjectStore(table));
  // Whoever clears what this site keeps need not wait for our tabs.
  request.addEventListener("success", () => {
    request.result.addEventListener("versionchange", () => request.result.close());
  });
  request.addEventListener("success", () => resolve(request.result));
  request.addEventListener("error", () => reject(request.error));
  return promise;
}

function done(transaction: IDBTransaction): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  transaction.addEventListener("complete", () => resolve());
  transaction.addEventListener("abort", () => reject(transaction.error));
  return promise;
}
