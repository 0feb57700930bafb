// A copy of the store, made by whoever has it open, with its progress.
import { resolve } from "node:path";
import { AdminService, type BackupResponse } from "../gen/madang/admin/v1/admin_pb.ts";
import type { Operator } from "./find-operator.ts";
import type { Printer } from "./printer.ts";
import { Refusal } from "./refusal.ts";

const { backup } = AdminService.method;
/** The check at the end of a large copy says nothing for a while; longer than this nobody is at work any more. */
const silentMs = 10 * 60_000;

/** Resolves when the copy is whole, checked and on disk. */
export async function backUp({ transport, token }: Operator, printer: Printer, file: string): Promise<void> {
  const path = resolve(file);
  const { promise, resolve: done, reject } = Promise.withResolvers<BackupResponse>();
  const stop = new AbortController();
  const giveUp = () => reject(new Refusal("SILENT", "The server says nothing any more: the copy was given up."));
  const silence = setTimeout(giveUp, silentMs);
  let last: BackupResponse | undefined;
  transport.serverStream(
    backup,
    { path },
    {
      token,
      signal: stop.signal,
      onMessage(response) {
        silence.refresh();
        last = response;
        printer.progress(response);
      },
      onEnd(error) {
        if (error) reject(error);
        else if (last?.complete) done(last);
        else reject(new Refusal("CUT", "The server went away before the copy was complete: there is no copy."));
      },
    },
  );
  const interrupted = () => reject(new Refusal("CANCELLED", "The copy was given up: there is none."));
  process.once("SIGINT", interrupted);
  try {
    const { bytes } = await promise;
    printer.note(`${path} holds the whole store, ${megabytes(bytes)} MB, and was checked.`);
  } finally {
    process.off("SIGINT", interrupted);
    clearTimeout(silence);
    stop.abort();
  }
}

function megabytes(bytes: bigint): string {
  return (Number(bytes) / 1_000_000).toFixed(1);
}
