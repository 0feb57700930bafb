// People who send through a backend in a process that is about to die, and note what they know.
import { Buffer } from "node:buffer";
import { writeSync } from "node:fs";
import { ChatError } from "../../src/core/errors.ts";
import type { MessageLog } from "../../src/core/ports.ts";
import { Drafts } from "../support/drafts.ts";

/** How the process ends. */
export interface Doom {
  readonly channelIds: readonly string[];
  readonly people: readonly string[];
  /** Begins every message id, so that two dooms do not repeat each other by chance. */
  readonly prefix: string;
  /** Killed with SIGKILL after so many acknowledgements; or when writing fails because the disk is full. */
  readonly until: { readonly acknowledged: number } | "disk full";
}

/** A send as its sender knows it. */
export interface DoomedSend {
  readonly channelId: string;
  readonly actorId: string;
  readonly id: string;
  readonly text: string;
}

/** What was said and what was answered. */
export interface DoomedRecord {
  readonly sent: readonly DoomedSend[];
  readonly acknowledged: readonly (DoomedSend & { readonly seq: number })[];
  /** Sends whose answer was UNAVAILABLE: nobody knows. */
  readonly unknown: readonly DoomedSend[];
}

/** A line of the doomed process. */
export interface DoomedLine {
  readonly what: "sent" | "acknowledged" | "unknown";
  readonly send: DoomedSend;
  readonly seq: number;
}

const inFlight = 8;

/** Everybody sends, several messages at a time, until the store fails; tells each step at once on standard output. */
export async function sendUntilDoom(log: MessageLog, doom: Doom): Promise<void> {
  const full = new AbortController();
  const senders = doom.people.flatMap((actorId) => Array.from({ length: inFlight }, (_, lane) => ({ actorId, lane })));
  await Promise.all(senders.map((sender) => sendOn(log, doom, sender, full)));
}

interface Sender {
  readonly actorId: string;
  readonly lane: number;
}

async function sendOn(log: MessageLog, doom: Doom, { actorId, lane }: Sender, full: AbortController): Promise<void> {
  for (let i = 0; !full.signal.aborted; i++) {
    const channelId = doom.channelIds[(i + lane) % doom.channelIds.length] as string;
    const id = `${doom.prefix}-${actorId}-${lane}-${i}`;
    const send = { channelId, actorId, id, text: `${id} says what it says`.padEnd(200, ".") };
    tell({ what: "sent", send, seq: 0 });
    try {
      const { seq } = await log.append(toDraft(send));
      tell({ what: "acknowledged", send, seq });
    } catch (failure) {
      if (!(failure instanceof ChatError) || failure.code !== "UNAVAILABLE") throw failure;
      tell({ what: "unknown", send, seq: 0 });
      full.abort();
    }
  }
}

/** The draft of a send: the same at every retry. */
export function toDraft({ channelId, actorId, id, text }: DoomedSend) {
  return new Drafts(channelId, actorId).posted(text, { id });
}

/** Standing still until the line is out: what was told before death must not be lost in a buffer. */
function tell(line: DoomedLine): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(1, bytes, written);
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== "EAGAIN") throw failure;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
