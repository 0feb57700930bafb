// The server's own log: one JSON line an entry on standard error, never with message text.
import { type Logger, pino } from "pino";

/** Makes the log. Failures are logged with their stack, people by id. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
