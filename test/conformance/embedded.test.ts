// The embedded backend keeps every promise of the ports.
import { DataFolderError } from "../../src/backends/embedded/open.ts";
import { channelStoreSuite } from "./channel-store.ts";
import { openHarness as open } from "./embedded-harness.ts";
import { feedSuite } from "./feed.ts";
import { followSuite } from "./follow.ts";
import { singleInstanceSuite } from "./instances.ts";
import { logFailuresSuite } from "./log-failures.ts";
import { logLanesSuite } from "./log-lanes.ts";
import { logOrderSuite } from "./log-order.ts";
import { logRacesSuite } from "./log-races.ts";
import { logRepeatsSuite } from "./log-repeats.ts";
import { notificationStoreSuite } from "./notification-store.ts";
import { replaySuite } from "./replay.ts";
import { sessionStoreSuite } from "./session-store.ts";

logOrderSuite({ open });
logRepeatsSuite({ open });
logRacesSuite({ open });
logLanesSuite({ open });
logFailuresSuite({ open });
followSuite({ open });
feedSuite({ open });
replaySuite({ open });
channelStoreSuite({ open });
sessionStoreSuite({ open });
notificationStoreSuite({ open });
singleInstanceSuite({ open, isRefusal: (failure) => failure instanceof DataFolderError });
