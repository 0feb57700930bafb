// The cluster backend keeps every promise: feeds, and what is derived.
import { channelStoreSuite } from "../../conformance/channel-store.ts";
import { feedSuite } from "../../conformance/feed.ts";
import { onCluster } from "../../conformance/on-cluster.ts";

onCluster(channelStoreSuite, feedSuite);
