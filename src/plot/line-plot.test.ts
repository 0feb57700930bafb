import assert from "node:assert/strict";
import { test } from "node:test";
import { linePlotSvg } from "./line-plot.ts";

const plot = { title: "Cost & <more>", xLabel: "people", yLabel: "µs" };

/** Where the line of a series goes. */
function placesOf(svg: string): number[][] {
  const [, path = ""] = /<path d="M([^"]+)"/.exec(svg) ?? [];
  return path.split("L").map((place) => place.split(",").map(Number));
}

test("the y axis begins at 0, and points lie where their numbers are", () => {
  const svg = linePlotSvg({
    ...plot,
    series: [
      {
        name: "a",
        points: [
          [0, 50],
          [10, 100],
        ],
      },
    ],
  });
  const [first, second] = placesOf(svg);
  const bottom = 256;
  assert.ok(first && second);
  assert.equal((bottom - (second[1] ?? 0)) / (bottom - (first[1] ?? 0)), 2);
  assert.match(svg, /text-anchor="end">0<\/text>/);
});

test("on a logarithmic axis equal ratios are equal distances", () => {
  const points = [
    [10, 1],
    [100, 1],
    [1000, 1],
  ] as const;
  const places = placesOf(linePlotSvg({ ...plot, xScale: "log", series: [{ name: "a", points }] })).map(([x = 0]) => x);
  assert.equal(Math.round((places[1] ?? 0) - (places[0] ?? 0)), Math.round((places[2] ?? 0) - (places[1] ?? 0)));
});

test("words of people are escaped", () => {
  const svg = linePlotSvg({ ...plot, series: [{ name: "<script>", points: [[1, 1]] }] });
  assert.match(svg, /Cost &amp; &lt;more>/);
  assert.doesNotMatch(svg, /<script>/);
});

test("one point alone, and a series that is always 0, can be drawn", () => {
  const svg = linePlotSvg({ ...plot, series: [{ name: "a", points: [[5, 0]] }] });
  assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
});
