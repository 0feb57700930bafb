// Runs suites on the cluster backend, where the machine has what its engines need.
import { after, before, test } from "node:test";
import { missingTool } from "../support/require-tool.ts";
import { ClusterHarness } from "./cluster-harness.ts";
import { dropTables, prepareStore } from "./cluster-store.ts";
import type { LogHarness, SuiteOptions } from "./harness.ts";

const enginesWithinMs = 5 * 60_000;
/** Each test opens engines' tables and topics anew, which on a busy machine takes longer than most tests. */
const testMs = 120_000;

/** Defines the suites; one test that is skipped with the reason, where that cannot be. */
export function onCluster(...suites: readonly ((options: SuiteOptions<LogHarness>) => void)[]): void {
  const { skip } = missingTool("java");
  if (skip !== undefined) {
    test("the log over Kafka and CQL", { skip }, () => undefined);
    return;
  }
  before(prepareStore, { timeout: enginesWithinMs });
  for (const suite of suites) suite({ open: ClusterHarness.open, testMs });
  after(dropTables, { timeout: testMs });
}
