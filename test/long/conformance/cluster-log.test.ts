// The cluster backend keeps every promise of the log: order, repeats, lanes.
import { before, test } from "node:test";
import { ClusterHarness } from "../../conformance/cluster-harness.ts";
import { prepareStore } from "../../conformance/cluster-store.ts";
import { logLanesSuite } from "../../conformance/log-lanes.ts";
import { logOrderSuite } from "../../conformance/log-order.ts";
import { logRepeatsSuite } from "../../conformance/log-repeats.ts";
import { missingTool } from "../../support/require-tool.ts";

const { skip } = missingTool("java");
const suite = { open: ClusterHarness.open };
if (skip === undefined) {
  before(prepareStore, { timeout: 300_000 });
  logOrderSuite(suite);
  logRepeatsSuite(suite);
  logLanesSuite(suite);
} else test("the log over Kafka and CQL", { skip }, () => undefined);
