// The cluster backend keeps every promise: two nodes over one store.
import { twoNodesSuite } from "../../conformance/cluster-two-nodes.ts";
import { onCluster } from "../../conformance/on-cluster.ts";

onCluster(twoNodesSuite);
