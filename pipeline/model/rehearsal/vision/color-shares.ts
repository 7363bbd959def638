import type { Rgb } from "../color-math.ts";
import { colorDistance, labOf } from "./color-distance.ts";
import type { PageImage } from "./page-image.ts";

/** A colour and the part of the picture, 0 to 1, that it covers. */
export interface ColorShare {
  rgb: Rgb;
  share: number;
}

/** Bits kept of each channel: colours that differ by less are counted as one. */
const keptBits = 5;

/** The colours of a picture, the largest first; near ones are counted together and averaged. */
export function colorShares({ width, height, data }: PageImage): ColorShare[] {
  const bins = 1 << (3 * keptBits);
  const counts = new Uint32Array(bins);
  const sums = new Float64Array(3 * bins);
  const drop = 8 - keptBits;
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    const bin = ((red >> drop) << (2 * keptBits)) | ((green >> drop) << keptBits) | (blue >> drop);
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[3 * bin] = (sums[3 * bin] ?? 0) + red;
    sums[3 * bin + 1] = (sums[3 * bin + 1] ?? 0) + green;
    sums[3 * bin + 2] = (sums[3 * bin + 2] ?? 0) + blue;
  }
  const mean = (bin: number, channel: number, count: number): number =>
    Math.round((sums[3 * bin + channel] ?? 0) / count);
  return Array.from(counts.entries())
    .filter(([, count]) => count > 0)
    .map(
      ([bin, count]): ColorShare => ({
        rgb: [mean(bin, 0, count), mean(bin, 1, count), mean(bin, 2, count)],
        share: count / (width * height),
      }),
    )
    .sort((a, b) => b.share - a.share);
}

/** The part of the picture that looks like `wanted`, up to a distance. */
export function shareNear(shares: readonly ColorShare[], wanted: Rgb, distance: number): number {
  const lab = labOf(wanted);
  return shares
    .filter(({ rgb }) => colorDistance(labOf(rgb), lab) <= distance)
    .reduce((sum, { share }) => sum + share, 0);
}
