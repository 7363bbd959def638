import cssColors from "color-name";
import { PNG } from "pngjs";
import type { NamedColor, RequestedColors } from "../instruction/requested-colors.ts";

/** What is measured on a screenshot. */
export interface PictureMeasures {
  /** Part of the picture's tiles, 0 to 1, in which anything can be seen. */
  detail: number;
  /** For each colour asked for: the part of the picture that has it. */
  colors: { part: keyof RequestedColors; name: string; share: number }[];
}

const tile = 16;
/** Of 255, in any channel: less is not seen, or is the step of a gradient. */
const leastContrast = 24;
/** Of 255, in every channel: a browser paints a colour that CSS knows exactly as CSS defines it. */
const sameCssColor = 12;
/** What "champagne" or "faint gray" is, CSS does not say, and designers differ. */
const samePaint = 40;

/**
 * Measures a screenshot. A tile counts as seen when its darkest and lightest pixels differ visibly, so that a plain page
 * and one with nothing but a gradient both have none. Null when the bytes are no PNG.
 */
export function measurePicture(png: Uint8Array, requested: RequestedColors): PictureMeasures | null {
  const image = readPng(png);
  if (image === null) return null;
  const asked = (["background", "component"] as const).flatMap((part) => {
    const color = requested[part];
    return color === null ? [] : [{ part, color }];
  });
  return {
    detail: rounded(detailOf(image)),
    colors: asked.map(({ part, color }) => ({
      part,
      name: color.words,
      share: rounded(shareOf(image, color)),
    })),
  };
}

interface Image {
  width: number;
  height: number;
  /** RGBA */
  data: Uint8Array;
}

function readPng(png: Uint8Array): Image | null {
  try {
    return PNG.sync.read(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
  } catch {
    // damaged pixels measure nothing; the bytes themselves were verified when they were read
    return null;
  }
}

function detailOf(image: Image): number {
  let tiles = 0;
  let seen = 0;
  for (let top = 0; top < image.height; top += tile) {
    for (let left = 0; left < image.width; left += tile) {
      tiles++;
      if (isSeen(image, left, top)) seen++;
    }
  }
  return tiles === 0 ? 0 : seen / tiles;
}

function isSeen({ width, height, data }: Image, left: number, top: number): boolean {
  const right = Math.min(left + tile, width);
  const bottom = Math.min(top + tile, height);
  for (let channel = 0; channel < 3; channel++) {
    let least = 255;
    let most = 0;
    for (let y = top; y < bottom; y++) {
      for (let at = 4 * (y * width + left) + channel; at < 4 * (y * width + right); at += 4) {
        const value = data[at] ?? 0;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      if (most - least >= leastContrast) return true;
    }
  }
  return false;
}

function shareOf({ width, height, data }: Image, { words, rgb: [red, green, blue] }: NamedColor): number {
  const isCss = words.startsWith("#") || Object.hasOwn(cssColors, words.replaceAll(/\s/g, ""));
  const distance = isCss ? sameCssColor : samePaint;
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (
      Math.abs((data[at] ?? 0) - red) <= distance &&
      Math.abs((data[at + 1] ?? 0) - green) <= distance &&
      Math.abs((data[at + 2] ?? 0) - blue) <= distance
    )
      found++;
  }
  return width * height === 0 ? 0 : found / (width * height);
}

/** Six digits tell a pixel of a screenshot from none. */
function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
