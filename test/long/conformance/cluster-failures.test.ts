// The cluster backend keeps every promise: whatever fails.
import { logFailuresSuite } from "../../conformance/log-failures.ts";
import { onCluster } from "../../conformance/on-cluster.ts";

onCluster(logFailuresSuite);
