// The chat with a desktop window, in a terminal. R: received, S: the server has it, ?: it was cut off while it was sent. node bin/madang.js run examples/older/note-client.ts [--server host:port] [--name ann]
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ChatServer } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import { OlderClient, run } from "./older-client.ts";

const { chatStream, sendNote } = ChatServer.method;
const { values } = parseArgs({
  options: { server: { type: "string", default: "localhost:11912" }, name: { type: "string", default: "ann" } },
});
const { server, name } = values;
const client = new OlderClient(server);
const echoMs = 5_000;
/** What we said and have not heard yet: the echo is how one sees one's own line. */
const unheard = new Set<string>();

void listen();
await run(async () => {
  for await (const message of createInterface({ input: process.stdin })) if (message !== "") await say(message);
  const giveUpAt = Date.now() + echoMs;
  while (unheard.size > 0 && Date.now() < giveUpAt) await sleep(20);
});
process.exit();

async function listen(): Promise<void> {
  // Every stream begins with the first note. As long as none is deleted, those that we have are the first ones.
  for (let heard = 0; ; await sleep(300)) {
    let place = 0;
    try {
      for await (const note of client.listen(chatStream, {})) {
        if (++place <= heard) continue;
        heard = place;
        console.log(`R[${note.name}] ${note.message}`);
        if (note.name === name) unheard.delete(note.message);
      }
    } catch {
      // The server is gone: it is asked again until it is back.
    }
  }
}

async function say(message: string): Promise<void> {
  unheard.add(message);
  try {
    await client.call(sendNote, { name, message }, { waits: true });
    console.log(`S[${name}] ${message}`);
  } catch {
    // A note has no id: said again, it could be there twice.
    unheard.delete(message);
    console.log(`?[${name}] ${message}`);
  }
}
