import { PNG } from "pngjs";

/** How many pixels of two PNGs differ; all of them where the sizes do. */
export function differingPixels(a: Uint8Array, b: Uint8Array): number {
  const [one, other] = [PNG.sync.read(Buffer.from(a)), PNG.sync.read(Buffer.from(b))];
  const pixels = one.width * one.height;
  if (one.width !== other.width || one.height !== other.height) return pixels;
  let differing = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (one.data.readUInt32LE(4 * pixel) !== other.data.readUInt32LE(4 * pixel)) differing++;
  }
  return differing;
}
