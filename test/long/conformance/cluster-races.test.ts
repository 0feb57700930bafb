// The cluster backend keeps every promise: whatever races, and state == replay.
import { logRacesSuite } from "../../conformance/log-races.ts";
import { onCluster } from "../../conformance/on-cluster.ts";
import { replaySuite } from "../../conformance/replay.ts";

onCluster(logRacesSuite, replaySuite);
