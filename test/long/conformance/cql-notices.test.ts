// The cluster backend keeps every promise of the notice store, on a real Cassandra.
import { test } from "node:test";
import { openCqlHarness as open } from "../../conformance/cql-harness.ts";
import { noticeStoreSuite } from "../../conformance/notice-store.ts";
import { missingTool } from "../../support/require-tool.ts";

const { skip } = missingTool("java");
if (skip === undefined) noticeStoreSuite({ open });
else test("the notice store over CQL", { skip }, () => undefined);
