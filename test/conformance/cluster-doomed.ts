// The process that dies: opens the cluster's store of its first argument and lets people send as its second says.
import { Hub } from "../../src/core/hub.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { openAlone } from "./cluster-harness.ts";
import { type ClusterPlace, connect } from "./cluster-store.ts";
import { WriteSeam } from "./cluster-write-seam.ts";
import { type Doom, sendUntilDoom } from "./doomed-people.ts";

/** A full disk fails every write from some write on; the engines' own disk is not for tests to fill. */
const writesToFullDisk = 1_500;

const place = JSON.parse(process.argv[2] ?? "") as ClusterPlace;
const doom = JSON.parse(process.argv[3] ?? "") as Doom;
const cql = await connect(place);
const hub = new Hub({ clock: systemClock, schedule: setImmediate });
const { log } = await openAlone(place, { cql, hub, clock: systemClock });
if (doom.until === "disk full") new WriteSeam(cql).failAfter(writesToFullDisk);
await sendUntilDoom(log, doom);
process.exit();
