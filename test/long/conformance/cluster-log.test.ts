// The cluster backend keeps every promise: order, repeats and lanes.
import { logLanesSuite } from "../../conformance/log-lanes.ts";
import { logOrderSuite } from "../../conformance/log-order.ts";
import { logRepeatsSuite } from "../../conformance/log-repeats.ts";
import { onCluster } from "../../conformance/on-cluster.ts";

onCluster(logLanesSuite, logOrderSuite, logRepeatsSuite);
