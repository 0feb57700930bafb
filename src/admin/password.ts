// A password from standard input: never from the command line, which everybody on the machine can read.
import type { ReadStream } from "node:tty";
import { Refusal } from "./refusal.ts";

const maxBytes = 4_096;

/** The first line, without its end. Rejects with a Refusal if there is none, or if somebody would type it in plain sight. */
export async function readPassword(input: NodeJS.ReadableStream & Pick<ReadStream, "isTTY">): Promise<string> {
  if (input.isTTY) {
    const how = "pipe it in, e.g. from a password manager";
    throw new Refusal("PASSWORD_VISIBLE", `With --password-stdin a password typed here would be shown: ${how}.`);
  }
  let bytes = Buffer.alloc(0);
  for await (const chunk of input) {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)]);
    if (bytes.includes(0x0a) || bytes.length > maxBytes) break;
  }
  const [line = ""] = bytes.toString("utf8").split(/\r?\n/, 1);
  if (line === "") throw new Refusal("PASSWORD_MISSING", "No password came on standard input.");
  return line;
}
