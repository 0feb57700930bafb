// Writes down all that is said, misses nothing and doubles nothing, however often it is killed:
// node bin/madang.js run examples/resume/resume.ts [address] [file]
import { appendFileSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { type ChatEvent, createClient, grpcTransport, type SavedCursors } from "../../src/clients/sdk/index.ts";

const [address = "127.0.0.1:50051", path = "data/resume/heard.ndjson"] = process.argv.slice(2);
mkdirSync(dirname(path), { recursive: true });

/** One line a step: what was heard, and where that leaves us. Both in one line, so that no crash comes between them. */
interface Line {
  readonly epoch: number;
  readonly channelId: string;
  readonly seq: number;
  readonly from?: string;
  readonly text?: string;
}

const client = createClient({
  transport: grpcTransport(address),
  guest: { name: "scribe", token: "scribe-example-token" },
  cursors: cursorsOf(readLines()),
  listener: note,
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void client.close());
await client.connect({ timeoutMs: Number.POSITIVE_INFINITY });

function note(event: ChatEvent): void {
  // A head says where we start in a channel of which nothing was heard yet.
  if (event.type === "head") write(event.channel.channelId);
  else if (event.type === "message") write(event.channelId, { from: event.from.name, text: event.text });
}

function write(channelId: string, heard: { from?: string; text?: string } = {}): void {
  const { epoch, seqs } = client.cursors();
  const line: Line = { epoch, channelId, seq: seqs[channelId] ?? 0, ...heard };
  appendFileSync(path, `${JSON.stringify(line)}\n`);
  if (heard.text !== undefined) console.log(`${channelId} ${line.seq} ${heard.from}: ${heard.text}`);
}

function readLines(): Line[] {
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // The first start.
    return [];
  }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  // A line that a crash cut was not written.
  truncateSync(path, Buffer.byteLength(whole));
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

function cursorsOf(lines: readonly Line[]): SavedCursors | undefined {
  const last = lines.at(-1);
  const seqs = Object.fromEntries(
    lines.filter(({ epoch }) => epoch === last?.epoch).map((line) => [line.channelId, line.seq]),
  );
  return last && { epoch: last.epoch, seqs };
}
