// The cluster backend keeps every promise: those who follow.
import { followSuite } from "../../conformance/follow.ts";
import { onCluster } from "../../conformance/on-cluster.ts";
import { tailSuite } from "../../conformance/tail.ts";

onCluster(followSuite, tailSuite);
