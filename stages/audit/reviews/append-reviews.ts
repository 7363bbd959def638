import { open } from "node:fs/promises";
import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";

/**
 * Adds reviews to the end of the file, durable when it returns. Other processes may add theirs at the same time: all
 * lines go in one write at the file's end, so none is torn or lost.
 */
export async function appendReviews(path: string, reviews: readonly Review[]): Promise<void> {
  if (reviews.length === 0) return;
  const file = await open(path, "a+");
  try {
    const start = (await endsInsideLine(file)) ? "\n" : "";
    await file.appendFile(`${start}${toJsonLines(reviews)}`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A process killed while writing leaves half a line, which must not become the beginning of ours. */
async function endsInsideLine(file: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}
