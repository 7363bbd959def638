import type { PageImage } from "./page-image.ts";

/** How much of a page is filled, and where. */
export interface ContentAreas {
  /** Part of the page, 0 to 1, whose blocks hold something. */
  filledShare: number;
  /** The same for the left and the right half. */
  leftShare: number;
  rightShare: number;
  /** Part of the page's height, counted from below, that holds nothing. */
  emptyBelow: number;
}

const blockSize = 32;
const visibleStep = 6;
/** Steps in a block that are more than a line which happens to end there. */
const stepsOfContent = 6;

/** Looks, block by block, at where a page holds anything but one even colour. */
export function measureContent(image: PageImage): ContentAreas {
  const columns = Math.floor(image.width / blockSize);
  const rows = Math.floor(image.height / blockSize);
  const filled = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => isFilled(image, column * blockSize, row * blockSize)),
  );
  const half = Math.floor(columns / 2);
  const share = (blocks: boolean[][]): number => {
    const all = blocks.flat();
    return all.length === 0 ? 0 : all.filter(Boolean).length / all.length;
  };
  return {
    filledShare: share(filled),
    leftShare: share(filled.map((row) => row.slice(0, half))),
    rightShare: share(filled.map((row) => row.slice(half))),
    emptyBelow: 1 - (filled.findLastIndex((row) => row.some(Boolean)) + 1) / Math.max(1, rows),
  };
}

function isFilled({ width, data }: PageImage, left: number, top: number): boolean {
  let steps = 0;
  for (let y = top; y < top + blockSize - 1; y++) {
    for (let x = left; x < left + blockSize - 1; x++) {
      const at = 4 * (y * width + x);
      if ((differs(data, at, at + 4) || differs(data, at, at + 4 * width)) && ++steps >= stepsOfContent)
        return true;
    }
  }
  return false;
}

function differs(data: Uint8Array, one: number, other: number): boolean {
  for (let channel = 0; channel < 3; channel++)
    if (Math.abs((data[one + channel] ?? 0) - (data[other + channel] ?? 0)) > visibleStep) return true;
  return false;
}
