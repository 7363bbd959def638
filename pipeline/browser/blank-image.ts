import { PNG } from "pngjs";

/** A white PNG: what a visitor sees of a page that never draws anything. */
export function blankImage({ width, height }: { width: number; height: number }): Uint8Array {
  const image = new PNG({ width, height });
  image.data.fill(0xff);
  return PNG.sync.write(image);
}
