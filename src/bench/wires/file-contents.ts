// A file to send: the same bytes in every process, and none that compress.
import { createCipheriv } from "node:crypto";

const keyBytes = 16;

/** So many bytes. */
export function fileContents(bytes: number): Buffer {
  return createCipheriv("aes-128-ctr", Buffer.alloc(keyBytes), Buffer.alloc(keyBytes)).update(Buffer.alloc(bytes));
}
