// Answers whoever mentions it, also what was said while it was away: node bin/madang.js run examples/echo-bot/echo-bot.ts [address] [folder]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient, fileOutbox, fileTokens, grpcTransport, type SavedCursors } from "../../src/clients/sdk/index.ts";

const [address = "127.0.0.1:50051", folder = "data/echo-bot"] = process.argv.slice(2);
const cursorsPath = join(folder, "cursors.json");
mkdirSync(folder, { recursive: true });

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());

const bot = createClient({
  transport: grpcTransport(address),
  guest: { name: "echo" },
  tokens: fileTokens(join(folder, "session.json")),
  outbox: fileOutbox(join(folder, "outbox.ndjson")),
  cursors: readCursors(),
  signal: stop.signal,
});

bot.on("message", ({ channelId, seq, from, text, mentions, own }) => {
  if (own || !mentions.includes(bot.me?.id ?? "")) return;
  // Its id follows from the question: however often the bot hears it, it is answered once.
  const answer = {
    text: `@${from.name} ${text.replace(/@echo\s*/, "")}`,
    replyTo: seq,
    clientMessageId: `echo:${seq}`,
  };
  bot.send(channelId, answer).catch((error: Error) => console.error(error.message));
});
bot.on("acknowledged", ({ channelId, seq }) => {
  console.log(`answered in ${channelId} as ${seq}`);
  keepPlace();
});
bot.on("caughtUp", keepPlace);
bot.on("state", ({ state, reason }) => console.log(reason ? `${state}: ${reason.message}` : state));

await bot.connect({ timeoutMs: Number.POSITIVE_INFINITY });
console.log(`listening as ${bot.me?.name}`);

// Only when nothing waits to be answered: what was heard before this place is done with.
function keepPlace(): void {
  if (bot.pending().length === 0) writeFileSync(cursorsPath, JSON.stringify(bot.cursors()));
}

function readCursors(): SavedCursors | undefined {
  try {
    return JSON.parse(readFileSync(cursorsPath, "utf8")) as SavedCursors;
  } catch {
    // The first start.
    return undefined;
  }
}
