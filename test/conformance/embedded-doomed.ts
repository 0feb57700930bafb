// The process that dies: opens the folder of its first argument and lets people send as its second says.
import { openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type Doom, sendUntilDoom } from "./doomed-people.ts";

const [data = "", doom = ""] = process.argv.slice(2);
const clock = new FakeClock();
const hub = new Hub({ clock, schedule: setImmediate });
const backend = openEmbedded({ data, hub, clock });
await sendUntilDoom(backend.log, JSON.parse(doom) as Doom);
process.exit();
