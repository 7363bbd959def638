import { expect, it } from "vitest";
import { drawBars } from "../../pipeline/charts/bar-chart.ts";
import { drawColumns } from "../../pipeline/charts/column-chart.ts";
import { figureOf, svgFile } from "../../pipeline/charts/drawing.ts";
import { drawHistogram } from "../../pipeline/charts/histogram.ts";
import { describeDistribution } from "../../pipeline/instruction/balance/distribution.ts";

const hostile = '<script>alert("1")</script> & co';
const about = { title: hostile, note: hostile };
const distribution = describeDistribution([1, 2, 2, 9], 1);
if (distribution === null) throw new Error("There are values");

it.each([
  ["bars", drawBars([{ name: hostile, count: 3, label: hostile, swatch: hostile }], about)],
  ["columns", drawColumns([{ name: hostile, count: 3 }], { ...about, axis: hostile })],
  ["a histogram", drawHistogram(distribution, { title: hostile, axis: hostile })],
])(
  "A file of %s stands alone: it runs nothing and fetches nothing, and names in it are text",
  (_, drawing) => {
    const svg = svgFile(drawing);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /<script|https?:|@import|url\(|href/,
    );
    expect(svg).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; co");
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(figureOf(drawing)).not.toContain("<script");
  },
);

it("draws a part of a bar over the whole of it", () => {
  const { marks } = drawBars(
    [
      { name: "a", count: 8, part: 2 },
      { name: "b", count: 4 },
    ],
    { title: "", note: "" },
  );
  const widths = [...marks.matchAll(/class="(bar|rest)" x="250" y="\d+" width="([\d.]+)"/g)];
  // the room for bars is 294 wide
  expect(widths.map(([, kind, width]) => [kind, Number(width)])).toEqual([
    ["rest", 294],
    ["bar", 73.5],
    ["bar", 147],
  ]);
});

it("draws columns as tall as their counts, and one of nothing", () => {
  const { marks } = drawColumns(
    [
      { name: "0", count: 0 },
      { name: "5", count: 10, part: 5 },
    ],
    { title: "", note: "", axis: "" },
  );
  const heights = [...marks.matchAll(/class="(bar|rest)"[^>]* height="([\d.]+)"/g)];
  expect(heights.map(([, kind, height]) => [kind, Number(height)])).toEqual([
    ["bar", 0],
    ["rest", 140],
    ["bar", 70],
  ]);
  expect(drawColumns([], { title: "", note: "", axis: "" }).marks).not.toContain("NaN");
});
