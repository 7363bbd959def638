import { PNG } from "pngjs";
import type { WireMessage } from "../rehearsal-request.ts";

/** A decoded picture: four bytes a pixel, red, green, blue and alpha, row by row. */
export interface PageImage {
  width: number;
  height: number;
  data: Uint8Array;
}

const pngUrl = /^data:image\/png;base64,/;

/** The URLs of a message's pictures. */
export function imageUrlsOf({ content }: WireMessage): string[] {
  if (typeof content === "string") return [];
  return content.flatMap((part) => (part.type === "image_url" ? [part.image_url.url] : []));
}

/** Decodes a picture. Throws TypeError where it is not a PNG in a data URL. */
export function decodeImage(url: string): PageImage {
  if (!pngUrl.test(url)) throw new TypeError("The rehearsal models see PNG pictures in data URLs only.");
  return PNG.sync.read(Buffer.from(url.replace(pngUrl, ""), "base64"));
}
