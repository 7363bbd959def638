import colorNames from "color-name";
import { describe, expect, test } from "vitest";
import { contrast, type Rgb } from "../../../../../pipeline/model/rehearsal/color-math.ts";
import {
  createPalette,
  type Palette,
  unreadablePalette,
} from "../../../../../pipeline/model/rehearsal/teacher/look/palette.ts";

const named: Rgb[] = Object.values(colorNames);
const texts = (palette: Palette): [on: Rgb, text: Rgb][] => [
  [palette.page, palette.ink],
  [palette.page, palette.muted],
  [palette.page, palette.link],
  [palette.surface, palette.onSurface],
  [palette.surface, palette.onSurfaceMuted],
  [palette.surface, palette.brandText],
  [palette.surface, palette.warning],
  [palette.brand, palette.onBrand],
  [palette.field, palette.onField],
];
const lowest = (palette: Palette) => Math.min(...texts(palette).map(([on, text]) => contrast(on, text)));

describe("contrast", () => {
  const cases: [a: Rgb, b: Rgb, ratio: number][] = [
    [[0, 0, 0], [255, 255, 255], 21],
    [[255, 255, 255], [255, 255, 255], 1],
    [[119, 119, 119], [255, 255, 255], 4.48],
    [[255, 0, 0], [255, 255, 255], 4],
  ];
  test.each(cases)("%j on %j", (a, b, ratio) => {
    expect(contrast(a, b)).toBeCloseTo(ratio, 2);
    expect(contrast(b, a)).toBeCloseTo(ratio, 2);
  });
});

test("Every pair of CSS colours gives texts that can be read, in exactly these two colours", () => {
  for (const page of named) {
    for (const brand of named) {
      const palette = createPalette(page, brand);
      if (lowest(palette) < 4.5) expect({ page, brand, lowest: lowest(palette) }).toBeNull();
      if (palette.page !== page || palette.brand !== brand)
        expect([palette.page, palette.brand]).toEqual([page, brand]);
    }
  }
});

test("An unreadable palette is unreadable", () => {
  for (const page of named) {
    const palette = unreadablePalette(createPalette(page, [0, 128, 128]));
    expect(contrast(palette.page, palette.ink)).toBeLessThan(1.7);
    expect(contrast(palette.surface, palette.onSurface)).toBeLessThan(1.7);
  }
});
