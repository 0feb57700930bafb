// The cluster backend keeps every promise of the notification store, on a real Cassandra.
import { test } from "node:test";
import { openCqlHarness as open } from "../../conformance/cql-harness.ts";
import { notificationStoreSuite } from "../../conformance/notification-store.ts";
import { missingTool } from "../../support/require-tool.ts";

const { skip } = missingTool("java");
if (skip === undefined) notificationStoreSuite({ open });
else test("the notification store over CQL", { skip }, () => undefined);
