// A program with users of its own: it starts Madang inside itself and signs them in.
import { startMadang } from "madang";
import { connect } from "madang/sdk";

const authSecret = process.env.CHAT_SECRET ?? "at least 32 bytes that only this program knows";
const madang = await startMadang({ data: "./chat-data", listen: "127.0.0.1:0", authSecret, guests: "off" });

// In a real program this is an answer of your server, for whom you have signed in.
const tokenFor = async (id, name) => madang.userToken({ id, name });

const [address] = madang.addresses;
const ann = await connect({ address, hostToken: () => tokenFor("42", "ann") });
const bob = await connect({ address, hostToken: () => tokenFor("43", "bob") });
const heard = new Promise((resolve) => bob.on("message", resolve));

await ann.send("lobby", "hello from inside");
const { from, text } = await heard;
console.log(`${from.name}: ${text}`);

await Promise.all([ann.close(), bob.close()]);
await madang.close();
