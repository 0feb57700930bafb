// The embedded backend keeps every promise of the ports.
import { channelStoreSuite } from "./channel-store.ts";
import { openHarness as open } from "./embedded-harness.ts";
import { feedSuite } from "./feed.ts";
import { followSuite } from "./follow.ts";
import { logFailuresSuite } from "./log-failures.ts";
import { logLanesSuite } from "./log-lanes.ts";
import { logOrderSuite } from "./log-order.ts";
import { logRacesSuite } from "./log-races.ts";
import { logRepeatsSuite } from "./log-repeats.ts";
import { sessionStoreSuite } from "./session-store.ts";

logOrderSuite({ open });
logRepeatsSuite({ open });
logRacesSuite({ open });
logLanesSuite({ open });
logFailuresSuite({ open });
followSuite({ open });
feedSuite({ open });
channelStoreSuite({ open });
sessionStoreSuite({ open });
