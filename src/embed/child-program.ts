// The program of a child process that runs Madang for a host whose own Node cannot: told by its parent, ends with it.
import type { Madang } from "../main.ts";
import { type Order, startHere } from "./start-here.ts";
import type { Report } from "./start-in-child.ts";

/** Everything must be down after so long, whatever still hangs. */
const drainMs = 10_000;

let starting: Promise<Madang> | undefined;
let closing = false;

// What is typed at the terminal, or said to all processes of a service, is for the host: it decides when to close.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

process.on("message", (message: Order | "close") => void (message === "close" ? close() : start(message)));
process.once("disconnect", () => void close());

async function start(order: Order): Promise<void> {
  try {
    starting = startHere(order, ({ message }) => tell({ died: message }));
    const { addresses, web, warnings } = await starting;
    tell({ started: { addresses, web, warnings } });
  } catch (failure) {
    const { message, stack = "" } = failure as Error;
    tell({ refused: message, stack }, () => process.exit(1));
  }
}

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  setTimeout(() => process.exit(1), drainMs).unref();
  try {
    const madang = await starting;
    await madang?.close();
    process.exit(0);
  } catch {
    process.exit(1);
  }
}

function tell(report: Report, then?: () => void): void {
  // A parent that has gone hears nothing; "disconnect" says so here.
  process.send?.(report, undefined, undefined, () => then?.());
}
