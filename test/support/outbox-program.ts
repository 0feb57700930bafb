// A program that sends lines through an outbox in a file, to be killed at any moment: address, outbox, name, lines….
import { createClient, fileOutbox, grpcTransport } from "../../src/clients/sdk/index.ts";

const [address = "", path = "", name = "", ...lines] = process.argv.slice(2);
const client = createClient({
  transport: grpcTransport(address),
  guest: { name, token: `the-token-of-${name}` },
  outbox: fileOutbox(path),
});
const texts = new Map<string, string>();
client.on("pending", ({ clientMessageId, text }) => texts.set(clientMessageId, text));
// One write a line: what was printed was true before the program could be killed.
client.on("queued", ({ clientMessageId }) => process.stdout.write(`queued ${texts.get(clientMessageId)}\n`));
void client.connect().catch(() => undefined);
await Promise.all(lines.map((text) => client.send("lobby", text)));
while (client.state !== "connected" || client.pending().length > 0) await new Promise((wake) => setTimeout(wake, 20));
process.stdout.write("all acknowledged\n");
await client.close();
