// Scenario: what a delivery costs does not depend on how many channels there are, nor on how many listen to one.
import { findRepeated } from "../meters/repeats.ts";
import type { Run, Scenario } from "../scenario.ts";
import { type ByChannelsSize, costByChannels } from "./by-channels.ts";
import { type ByListenersSize, costByListeners } from "./by-listeners.ts";
import { type CostAt, toCostFindings, toSeries } from "./cost.ts";

const full: Size = {
  channels: { channels: [10, 100, 1_000, 10_000], people: 50, rounds: 4, seconds: 2 },
  listeners: { listeners: [10, 100, 1_000, 5_000], heardPerSecond: 5, rounds: 5, seconds: 2 },
};
const quick: Size = {
  channels: { channels: [10, 100], people: 50, rounds: 1, seconds: 1 },
  listeners: { listeners: [10, 100, 200], heardPerSecond: 20, rounds: 1, seconds: 1 },
};

interface Size {
  readonly channels: ByChannelsSize;
  readonly listeners: ByListenersSize;
}

/** The cost of a delivery over channels, and over listeners. */
export const flatCost: Scenario = {
  name: "flat-cost",
  method:
    "Server CPU for each delivery of 200 bytes, with one thing alone that changes. Channels: 50 people on a connection each are in " +
    "10, 100, 1,000 or 10,000 channels with five people in each (so each of them is in 1 to 1,000); 4,000 durable messages a second, 20 " +
    "at once, go through the channels in turn: always 20,000 deliveries, 400 to each connection; storing is in the cost. Listeners: " +
    "5,000 people on a connection each are all in a channel of 10, in one of 100, of 1,000 and of 5,000, and messages go to channels of " +
    "one of these sizes: always 25,000 deliveries a second, 5 to each connection, too few to be gathered into frames. Since more " +
    "messages must be stored where fewer hear each, 2,500 a second are always stored, 125 at once, and nobody hears those that are not " +
    "needed; what storing them costs, measured by a round of each turn in which nobody hears any, is taken off. The middle lies " +
    "halfway between the least and the most.",
  longestMs: 5 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const byChannels = await costByChannels(run, size.channels);
    const byListeners = await costByListeners(run, size.listeners);
    plot(run, byChannels, byListeners.costs);
    return [
      ...toCostFindings(byChannels, "channels", "over channels"),
      ...toCostFindings(byListeners.costs, "listeners to a channel", "over listeners"),
      { what: "server CPU for storing a message", unit: "µs", ...findRepeated(byListeners.storingUs) },
    ];
  },
};

function plot(run: Run, byChannels: readonly CostAt[], byListeners: readonly CostAt[]): void {
  run.plot({
    name: "flat-cost",
    title: "Server CPU for each delivery",
    xLabel: "channels, or listeners to a channel",
    yLabel: "µs",
    xScale: "log",
    series: [toSeries("channels, storing included", byChannels), toSeries("listeners, storing apart", byListeners)],
  });
}
