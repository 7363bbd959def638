import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InfrastructureError } from "../../../pipeline/errors.ts";
import { namesIn } from "../../../pipeline/run/names-in.ts";

/** The viewer as it was built, beside this stage. */
export const assetsDir = join(import.meta.dirname, "..", "assets");

const contentTypes: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  png: "image/png",
  woff2: "font/woff2",
};

export interface ViewerAsset {
  bytes: Buffer;
  contentType: string;
}

/** The viewer's files by name. Throws InfrastructureError when it was not built. */
export async function readViewerAssets(dir: string): Promise<Map<string, ViewerAsset>> {
  const assets = new Map<string, ViewerAsset>();
  for (const name of await namesIn(dir)) {
    const contentType = contentTypes[name.slice(name.lastIndexOf(".") + 1)];
    if (contentType !== undefined) assets.set(name, { bytes: await readFile(join(dir, name)), contentType });
  }
  if (!assets.has("viewer.js") || !assets.has("viewer.css"))
    throw new InfrastructureError(
      `${dir} lacks viewer.js or viewer.css, which are part of the project. Check it out again, or build them with \`npm run build:viewer\`.`,
    );
  return assets;
}
