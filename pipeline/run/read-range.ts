import { open } from "node:fs/promises";
import type { LinePlace } from "./read-leniently.ts";

/** A part of a file as UTF-8; shorter where the file ends before. */
export async function readRange(path: string, { offset, bytes }: LinePlace): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
