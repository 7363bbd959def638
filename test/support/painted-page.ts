import { PNG } from "pngjs";
import type { PageImage } from "../../pipeline/model/rehearsal/vision/page-image.ts";

type Rgb = readonly [number, number, number];

/** A picture of a page, painted with rectangles and lines of fine strokes that stand for text. */
export class PaintedPage implements PageImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  constructor(ground: Rgb, width = 1024, height = 768) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(4 * width * height);
    this.box([0, 0, width, height], ground);
  }

  /** Fills a rectangle: left, top, width, height. */
  box([left, top, width, height]: readonly [number, number, number, number], color: Rgb): this {
    const pixels = new Uint32Array(this.data.buffer);
    const [pixel = 0] = new Uint32Array(new Uint8Array([...color, 255]).buffer);
    const right = Math.min(left + width, this.width);
    for (let y = top; y < Math.min(top + height, this.height); y++)
      pixels.fill(pixel, y * this.width + left, y * this.width + right);
    return this;
  }

  /** Lines of text, 20 pixels apart, that fill a rectangle. */
  text([left, top, width, height]: readonly [number, number, number, number], color: Rgb): this {
    for (let line = top; line + 10 <= top + height; line += 20)
      for (let x = left; x + 2 <= left + width; x += 4) this.box([x, line, 2, 10], color);
    return this;
  }

  /** The page as a data URL of a PNG. */
  url(): string {
    return `data:image/png;base64,${this.png().toString("base64")}`;
  }

  png(): Buffer {
    const png = new PNG({ width: this.width, height: this.height });
    png.data = Buffer.from(this.data);
    return PNG.sync.write(png, { deflateLevel: 1, filterType: 0 });
  }
}
