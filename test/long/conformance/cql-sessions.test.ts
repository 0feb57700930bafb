// The cluster backend keeps every promise of the session store, on a real Cassandra.
import { test } from "node:test";
import { openCqlHarness as open } from "../../conformance/cql-harness.ts";
import { sessionStoreSuite } from "../../conformance/session-store.ts";
import { missingTool } from "../../support/require-tool.ts";

const { skip } = missingTool("java");
if (skip === undefined) sessionStoreSuite({ open });
else test("the session store over CQL", { skip }, () => undefined);
