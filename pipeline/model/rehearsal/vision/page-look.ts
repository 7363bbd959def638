import type { RequestedColors } from "../../../instruction/requested-colors.ts";
import type { Rgb } from "../color-math.ts";
import { type ColorShare, colorShares, shareNear } from "./color-shares.ts";
import { type ContentAreas, measureContent } from "./content-areas.ts";
import type { PageImage } from "./page-image.ts";
import { measureText, type TextAreas } from "./text-areas.ts";

/** All that is measured on a screenshot. */
export interface PageLook {
  /** Colours of the page, the largest first. */
  colors: ColorShare[];
  /** Colours at its left and right edge, where cards and pictures seldom reach. */
  edgeColors: ColorShare[];
  text: TextAreas;
  content: ContentAreas;
  /** The panel in which Vite shows a build error covers the page. */
  errorOverlay: boolean;
}

/** Measures a screenshot. */
export function measurePage(image: PageImage): PageLook {
  const colors = colorShares(image);
  return {
    colors,
    edgeColors: colorShares(edgesOf(image)),
    text: measureText(image),
    content: measureContent(image),
    errorOverlay: showsErrorOverlay(colors),
  };
}

const edgeWidth = 8;

/** The leftmost and the rightmost columns of a picture, side by side. */
function edgesOf({ width, height, data }: PageImage): PageImage {
  const part = Math.min(edgeWidth, Math.floor(width / 2));
  const edges = new Uint8Array(4 * 2 * part * height);
  for (let y = 0; y < height; y++) {
    const row = 4 * y * width;
    edges.set(data.subarray(row, row + 4 * part), 4 * 2 * part * y);
    edges.set(data.subarray(row + 4 * (width - part), row + 4 * width), 4 * (2 * part * y + part));
  }
  return { width: 2 * part, height, data: edges };
}

/** The colours of Vite's error overlay: its panel, its bar and message, its file links. */
const overlay: Record<"panel" | "message" | "file", Rgb> = {
  panel: [24, 24, 24],
  message: [255, 85, 85],
  file: [45, 217, 218],
};

function showsErrorOverlay(colors: readonly ColorShare[]): boolean {
  return (
    shareNear(colors, overlay.panel, 3) > 0.2 &&
    shareNear(colors, overlay.message, 8) > 0.002 &&
    shareNear(colors, overlay.file, 12) > 0.0005
  );
}

/** Which of the colours asked for can be seen; null where none is asked for. */
export interface ColorsSeen {
  background: boolean | null;
  component: boolean | null;
}

/** A tint that is this near is the one asked for, as far as an eye can tell. */
const sameBackground = 10;
const sameComponent = 14;
/** A background shows at the edges, unless panels reach them; then it must cover most of the page. */
const leastAtEdges = 0.2;
const leastOfPage = 0.6;
/** Components are small. */
const leastComponent = 0.008;

/** Compares the colours asked for with those on the page. */
export function findColors(
  { colors, edgeColors }: PageLook,
  { background, component }: RequestedColors,
): ColorsSeen {
  return {
    background:
      background &&
      (shareNear(edgeColors, background.rgb, sameBackground) >= leastAtEdges ||
        shareNear(colors, background.rgb, sameBackground) >= leastOfPage),
    component: component && shareNear(colors, component.rgb, sameComponent) >= leastComponent,
  };
}
