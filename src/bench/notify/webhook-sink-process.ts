// A sink of notifications in a process of its own, which tells how many it took.
import { WebhookSink } from "./webhook-sink.ts";

let taken = 0;
const sink = await WebhookSink.open(() => void taken++);
process.on("message", () => process.send?.(taken));
process.once("disconnect", () => process.exit());
console.log(`a webhook on ${sink.url.replace("http://", "")}`);
console.log("ready");
