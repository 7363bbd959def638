import { requestedColors } from "../../../../instruction/requested-colors.ts";
import type { Random } from "../../../../random/random.ts";
import type { Rgb } from "../../color-math.ts";
import { createPalette, type Palette } from "./palette.ts";

/** What a site looks like, beyond its layout. */
export interface Look {
  palette: Palette;
  /** CSS font-family list; only fonts that need no download. */
  font: string;
  radiusPx: number;
  heroStyle: "panel" | "band" | "open";
}

interface Pair {
  page: Rgb;
  brand: Rgb;
}

/** For what an instruction leaves open. */
const ownChoices: readonly [Pair, ...Pair[]] = [
  { page: [244, 246, 248], brand: [15, 98, 130] },
  { page: [250, 245, 238], brand: [146, 64, 14] },
  { page: [243, 247, 242], brand: [22, 101, 52] },
];

const fonts: readonly [string, ...string[]] = [
  'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  '"Avenir Next", "Segoe UI", "DejaVu Sans", Verdana, sans-serif',
  '"Trebuchet MS", "Segoe UI", "Liberation Sans", Arial, sans-serif',
];

/** The look of a site: the colours that the instruction names, the rest drawn. */
export function drawLook(instruction: string, random: Random): Look {
  const { background, component } = requestedColors(instruction);
  const own = random.pick(ownChoices);
  return {
    palette: createPalette(background?.rgb ?? own.page, component?.rgb ?? own.brand),
    font: random.pick(fonts),
    radiusPx: random.pick([4, 8, 12]),
    heroStyle: random.pick(["panel", "band", "open"]),
  };
}
