import { PNG } from "pngjs";

/** Pixels; as wide as a list shows it on a fine screen. */
const thumbnailWidth = 256;

/** A picture reduced to the mean of each square of its pixels; as it is when it is small already, or cannot be read. */
export function shrinkPicture(bytes: Uint8Array): Uint8Array {
  let image: PNG;
  try {
    image = PNG.sync.read(Buffer.from(bytes));
  } catch {
    // a recording's damaged picture is shown for what it is, by whoever opens it
    return bytes;
  }
  const factor = Math.floor(image.width / thumbnailWidth);
  if (factor < 2) return bytes;
  const [width, height] = [Math.floor(image.width / factor), Math.max(1, Math.floor(image.height / factor))];
  const small = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 4; channel++)
        small.data[4 * (y * width + x) + channel] = meanOf(image, { x, y, factor, channel });
  return PNG.sync.write(small);
}

function meanOf(
  { data, width }: PNG,
  { x, y, factor, channel }: { x: number; y: number; factor: number; channel: number },
): number {
  let sum = 0;
  for (let row = y * factor; row < (y + 1) * factor; row++)
    for (let column = x * factor; column < (x + 1) * factor; column++)
      sum += data[4 * (row * width + column) + channel] ?? 0;
  return Math.round(sum / factor ** 2);
}
