import type { SiteFiles, SiteSlot } from "../../../pipeline/site/site-slot.ts";
import type { BenchGround } from "./bench-ground.ts";

const never = new AbortController().signal;

/** A code step's environment as we bring it about: served, opened, settled, one screenshot. */
export async function lookAt(
  slot: SiteSlot,
  files: SiteFiles,
  { browser }: Pick<BenchGround, "browser">,
): Promise<Uint8Array> {
  const { url, start } = await slot.serve(files, never);
  if (url === null) throw new Error(`the fixture did not start: ${JSON.stringify(start)}`);
  await using page = await browser.openPage({
    ...{ url, firstLook: "screenshot", signal: never },
    proxyServer: slot.proxyServer,
  });
  return await page.screenshot();
}
