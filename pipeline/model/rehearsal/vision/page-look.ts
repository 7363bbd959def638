import type { RequestedColors } from "../../../instruction/requested-colors.ts";
import type { Rgb } from "../teacher/look/color-math.ts";
import { type ColorShare, colorShares, shareNear } from "./color-shares.ts";
import { type ContentAreas, measureContent } from "./content-areas.ts";
import type { PageImage } from "./page-image.ts";
import { measureText, type TextAreas } from "./text-areas.ts";

/** All that is measured on a screenshot. */
export interface PageLook {
  /** Colours of the page, the largest first. */
  colors: ColorShare[];
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
    text: measureText(image),
    content: measureContent(image),
    errorOverlay: showsErrorOverlay(colors),
  };
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
/** Cards cover much of many backgrounds; components are small. */
const leastBackground = 0.08;
const leastComponent = 0.008;

/** Compares the colours asked for with those on the page. */
export function findColors(colors: readonly ColorShare[], wanted: RequestedColors): ColorsSeen {
  const { background, component } = wanted;
  return {
    background: background && shareNear(colors, background.rgb, sameBackground) >= leastBackground,
    component: component && shareNear(colors, component.rgb, sameComponent) >= leastComponent,
  };
}
