// The cluster backend keeps every promise of the number store, on a real Cassandra.
import { test } from "node:test";
import { openCqlHarness as open } from "../../conformance/cql-harness.ts";
import { numberStoreSuite } from "../../conformance/number-store.ts";
import { missingTool } from "../../support/require-tool.ts";

const { skip } = missingTool("java");
if (skip === undefined) numberStoreSuite({ open });
else test("the number store over CQL", { skip }, () => undefined);
