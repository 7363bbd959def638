import { isUtf8 } from "node:buffer";
import type { TextBlob } from "../views/addresses.ts";

/** Bytes of a text that are shown; the rest of it is cut off, and that is said. */
export const longestText = 2 ** 20;

/** A blob as text, cut between two characters where it is longer than is shown. */
export function textBlob(bytes: Uint8Array): TextBlob {
  if (!isUtf8(bytes)) return { text: null, bytes: bytes.length, cut: false };
  const shown = bytes.subarray(0, longestText);
  // a character that the cut went through is left out
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(shown, { stream: true });
  return { text, bytes: bytes.length, cut: bytes.length > longestText };
}
