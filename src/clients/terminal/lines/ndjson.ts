// Events and answers as lines of JSON, for programs.
import type { ChatEvent } from "../../sdk/index.ts";

/** A line for an event; undefined for those that say that our own message is only on its way. */
export function eventToJson(event: ChatEvent): string | undefined {
  return event.type === "pending" || event.type === "queued" ? undefined : toJsonLine(event);
}

/** One line: bytes as base64, failures with code, reason and message. */
export function toJsonLine(value: object): string {
  return JSON.stringify(value, (_key, held: unknown) => {
    if (held instanceof Uint8Array) return Buffer.from(held).toString("base64");
    if (!(held instanceof Error)) return held;
    const { code, reason, message } = held as Error & { code?: string; reason?: string };
    return { code, reason, message };
  });
}
