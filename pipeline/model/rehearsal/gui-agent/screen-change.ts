import type { PageImage } from "../vision/page-image.ts";

/** A part of the picture that changed, in pixels. */
export interface ChangedArea {
  width: number;
  height: number;
}

const tileSize = 32;
/** A smaller step of a channel is not seen. */
const visibleStep = 24;
/** Curves that are drawn again differ at their edges, pixel by pixel; a changed digit has more. */
const pixelsOfChange = 28;

/** The parts in which two screenshots differ; what lies close together is one part. */
export function changedAreas(before: PageImage, after: PageImage): ChangedArea[] {
  const columns = Math.ceil(after.width / tileSize);
  const rows = Math.ceil(after.height / tileSize);
  if (before.width !== after.width || before.height !== after.height)
    return [{ width: after.width, height: after.height }];
  const open = new Set<number>();
  for (let tile = 0; tile < columns * rows; tile++) {
    if (tileDiffers(before, after, tileSize * (tile % columns), tileSize * Math.floor(tile / columns)))
      open.add(tile);
  }
  const areas: ChangedArea[] = [];
  for (const first of open) areas.push(takeArea(first, open, columns));
  return areas;
}

/** Takes the tile and all that lie close to it, one after the other, out of the set. */
function takeArea(first: number, open: Set<number>, columns: number): ChangedArea {
  const waiting = [first];
  open.delete(first);
  let [left, right, top, bottom] = [columns, 0, Number.POSITIVE_INFINITY, 0];
  for (let tile = waiting.pop(); tile !== undefined; tile = waiting.pop()) {
    const [x, y] = [tile % columns, Math.floor(tile / columns)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    for (const [dx, dy] of neighbours) {
      const next = tile + dx + dy * columns;
      const staysInRow = x + dx >= 0 && x + dx < columns;
      if (staysInRow && open.delete(next)) waiting.push(next);
    }
  }
  return { width: tileSize * (right - left + 1), height: tileSize * (bottom - top + 1) };
}

/** Up to one unchanged tile between two: a control changes at its edges and in its text, not in its even parts. */
const reach = [-2, -1, 0, 1, 2];
const neighbours = reach.flatMap((dx) => reach.map((dy) => [dx, dy] as const));

function tileDiffers(before: PageImage, after: PageImage, left: number, top: number): boolean {
  const { width, height } = after;
  let pixels = 0;
  for (let y = top; y < Math.min(top + tileSize, height); y++) {
    for (let x = left; x < Math.min(left + tileSize, width); x++) {
      const at = 4 * (y * width + x);
      for (let channel = 0; channel < 3; channel++) {
        const step = Math.abs((before.data[at + channel] ?? 0) - (after.data[at + channel] ?? 0));
        if (step < visibleStep) continue;
        if (++pixels >= pixelsOfChange) return true;
        break;
      }
    }
  }
  return false;
}
