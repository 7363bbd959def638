import { luminance } from "../color-math.ts";
import type { PageImage } from "./page-image.ts";

/** Where a picture holds fine marks side by side, as text does, and how they stand out from their ground. */
export interface TextAreas {
  /** Tiles that look like text. */
  tiles: number;
  /** Part of these tiles, 0 to 1, whose marks have less contrast than can be read. */
  unreadableShare: number;
  /** Part of these tiles that can be read with effort, or not at all. */
  faintShare: number;
  /** The middle one of the tiles' contrasts, 1 to 21; 1 where there is no text. */
  medianContrast: number;
}

const tileSize = 16;
/** A step between neighbours that is no gradient and no shadow. */
const visibleStep = 6;
/** Steps in one row of a tile: a frame or the edge of a picture makes at most three. */
const stepsOfText = 4;
const rowsOfText = 3;
/** Thin strokes are mixed with their ground, so what is measured lies below the contrast that was set. */
const unreadableContrast = 1.4;
const faintContrast = 2;
/** Part of a tile of text that is ground. */
const leastGround = 0.3;
/** Single pixels that are left aside when the strongest mark is looked for. */
const outliers = 2;

/** Finds the text of a page, tile by tile. */
export function measureText(image: PageImage): TextAreas {
  const contrasts: number[] = [];
  for (let top = 0; top + tileSize <= image.height; top += tileSize) {
    for (let left = 0; left + tileSize <= image.width; left += tileSize) {
      const contrast = hasFineMarks(image, left, top) ? contrastIn(image, left, top) : null;
      if (contrast !== null) contrasts.push(contrast);
    }
  }
  contrasts.sort((a, b) => a - b);
  const below = (limit: number): number =>
    contrasts.length === 0 ? 0 : contrasts.filter((value) => value < limit).length / contrasts.length;
  return {
    tiles: contrasts.length,
    unreadableShare: below(unreadableContrast),
    faintShare: below(faintContrast),
    medianContrast: contrasts[Math.floor(contrasts.length / 2)] ?? 1,
  };
}

function hasFineMarks({ width, data }: PageImage, left: number, top: number): boolean {
  let textRows = 0;
  for (let y = top; y < top + tileSize; y++) {
    let steps = 0;
    for (let x = left; x < left + tileSize - 1; x++) {
      if (stepAt(data, 4 * (y * width + x)) > visibleStep) steps++;
    }
    if (steps >= stepsOfText && ++textRows >= rowsOfText) return true;
  }
  return false;
}

function stepAt(data: Uint8Array, at: number): number {
  let largest = 0;
  for (let channel = 0; channel < 3; channel++)
    largest = Math.max(largest, Math.abs((data[at + channel] ?? 0) - (data[at + 4 + channel] ?? 0)));
  return largest;
}

/** Contrast between a tile's ground and what stands out most from it. Null where there is no ground: a picture. */
function contrastIn({ width, data }: PageImage, left: number, top: number): number | null {
  const luminances: number[] = [];
  const tints = new Map<number, { count: number; luminance: number }>();
  for (let y = top; y < top + tileSize; y++) {
    for (let x = left; x < left + tileSize; x++) {
      const at = 4 * (y * width + x);
      const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
      const bright = luminance([red, green, blue]);
      luminances.push(bright);
      // a ground may be a gradient: near tints are one
      const key = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
      const tint = tints.get(key) ?? { count: 0, luminance: bright };
      tint.count++;
      tints.set(key, tint);
    }
  }
  const ground = [...tints.values()].reduce((most, tint) => (tint.count > most.count ? tint : most));
  if (ground.count < leastGround * luminances.length) return null;
  luminances.sort((a, b) => a - b);
  const darkest = luminances[outliers] ?? 0;
  const lightest = luminances[luminances.length - 1 - outliers] ?? 0;
  return Math.max(ratio(darkest, ground.luminance), ratio(lightest, ground.luminance));
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
