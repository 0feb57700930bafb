// Says hello and hears it: node bin/madang.js run examples/hello/hello.ts [address] [name]
import { connect } from "../../src/clients/sdk/index.ts";

const [address = "127.0.0.1:50051", name = "ann"] = process.argv.slice(2);

const client = await connect({ address, guest: { name } });
console.log(`signed in as ${client.me?.name}`);

const heard = new Promise<void>((resolve) => {
  client.on("message", ({ from, text, own }) => {
    console.log(`${from.name}: ${text}`);
    if (own) resolve();
  });
});

const { seq } = await client.send("lobby", "Hello from the SDK!");
console.log(`stored as number ${seq} of the lobby`);
await heard;
await client.close();
