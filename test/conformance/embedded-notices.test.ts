// The embedded backend keeps every promise of the notice store.
import { openHarness as open } from "./embedded-harness.ts";
import { noticeStoreSuite } from "./notice-store.ts";

noticeStoreSuite({ open });
