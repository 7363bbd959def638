import cssColors from "color-name";
import type { Rgb } from "../color-math.ts";
import { colorDistance, labOf } from "./color-distance.ts";

const named = Object.entries(cssColors).map(([name, rgb]) => ({ name, lab: labOf(rgb) }));

/** The CSS colour keyword that looks most like a colour. */
export function colorWords(rgb: Rgb): string {
  const lab = labOf(rgb);
  let best = { name: "", distance: Number.POSITIVE_INFINITY };
  for (const { name, lab: other } of named) {
    const distance = colorDistance(lab, other);
    if (distance < best.distance) best = { name, distance };
  }
  return best.name;
}
