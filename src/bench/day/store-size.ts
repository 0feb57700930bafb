// How large a store is, as a reader of it sees it: with what waits beside the file.
import { DatabaseSync } from "node:sqlite";

/** Bytes of the pages that hold something. */
export function storeBytes(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const read = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    return (read("page_count") - read("freelist_count")) * read("page_size");
  } finally {
    database.close();
  }
}
