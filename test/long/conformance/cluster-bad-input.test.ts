// The cluster backend lets no record in its topic stop it.
import { badInputSuite } from "../../conformance/cluster-bad-input.ts";
import { onCluster } from "../../conformance/on-cluster.ts";

onCluster(badInputSuite);
