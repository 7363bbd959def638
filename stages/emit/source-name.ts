import { basename } from "node:path";

/** A source as a published card may name it: without the folders of the machine it lay on. */
export function sourceName(source: string): string {
  return source.startsWith("hf:") ? source : basename(source);
}
