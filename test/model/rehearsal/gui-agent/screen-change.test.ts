import { expect, test } from "vitest";
import { changedAreas } from "../../../../pipeline/model/rehearsal/gui-agent/screen-change.ts";
import { PaintedPage } from "../../../support/painted-page.ts";

const white = [255, 255, 255] as const;
const black = [0, 0, 0] as const;
const blank = (): PaintedPage => new PaintedPage(white, 640, 480);

const cases: [name: string, after: PaintedPage, areas: { width: number; height: number }[]][] = [
  ["nothing", blank(), []],
  ["a pixel or two", blank().box([100, 100, 4, 4], black), []],
  ["a shade that is not seen", blank().box([0, 0, 640, 480], [245, 245, 245]), []],
  ["a box", blank().box([32, 32, 32, 32], black), [{ width: 32, height: 32 }]],
  [
    "two boxes far from each other",
    blank().box([0, 0, 32, 32], black).box([320, 320, 64, 32], black),
    [
      { width: 32, height: 32 },
      { width: 64, height: 32 },
    ],
  ],
  [
    "the ends of one control",
    blank().box([0, 0, 32, 32], black).box([64, 0, 32, 32], black),
    [{ width: 96, height: 32 }],
  ],
  [
    "the right edge and the left one",
    blank().box([608, 0, 32, 32], black).box([0, 32, 32, 32], black),
    [
      { width: 32, height: 32 },
      { width: 32, height: 32 },
    ],
  ],
  ["everything", new PaintedPage(black, 640, 480), [{ width: 640, height: 480 }]],
  ["another size", new PaintedPage(white, 320, 240), [{ width: 320, height: 240 }]],
];
test.each(cases)("%s", (_, after, areas) => {
  expect(changedAreas(blank(), after)).toEqual(areas);
});
