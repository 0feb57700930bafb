import assert from "node:assert/strict";
import { test } from "node:test";
import { type Race, toFindings, toPlot } from "./file-races.ts";

const race = (name: string, kiB: number, ...speeds: number[]): Race => ({
  name,
  kiB,
  turns: speeds.map((mbPerSecond) => ({ mbPerSecond, cpuSeconds: 10 / mbPerSecond })),
});
const races = [race("TCP", 16, 400, 500, 900), race("TCP", 64, 1_000), race("gRPC", 16, 100), race("gRPC", 64, 50)];

test("each wire is told at its fastest size of chunks, and beside the first", () => {
  assert.deepEqual(
    toFindings(races).map(({ what, value }) => [what, value]),
    [
      ["TCP, chunks of 64 KiB", 1_000],
      ["TCP, chunks of 64 KiB: server CPU", 0.01],
      ["gRPC, chunks of 16 KiB", 100],
      ["gRPC, chunks of 16 KiB: server CPU", 0.1],
      ["gRPC ÷ TCP, MB/s", 0.1],
    ],
  );
});

test("the plot has the middle of the repeats for every size", () => {
  assert.deepEqual(toPlot(races).series[0], {
    name: "TCP",
    points: [
      [16, 500],
      [64, 1_000],
    ],
  });
});
