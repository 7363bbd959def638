import { join } from "node:path";
import { findProgram } from "../../pipeline/find-program.ts";
import { readNpmConfig } from "../../pipeline/site/npm-config.ts";
import { npmFolder } from "../../pipeline/site/npm-folder.ts";
import { BubblewrapSandbox } from "../../pipeline/site/sandbox/bubblewrap.ts";
import { createSiteHost, type SiteHostOptions } from "../../pipeline/site/site-host.ts";
import type { SiteHost } from "../../pipeline/site/site-slot.ts";

const projectDir = join(import.meta.dirname, "../..");
export const bwrapPath = (await findProgram("bwrap", process.env.PATH ?? "")) ?? "/usr/bin/bwrap";

/** A site host with the real sandbox, npm and registry. Installed packages are kept between test runs. */
export async function realSiteHost(
  workDir: string,
  overrides: Partial<SiteHostOptions> = {},
): Promise<SiteHost> {
  const npmDir = npmFolder();
  return createSiteHost({
    cacheDir: join(projectDir, "data/cache/test"),
    workDir,
    // it holds nothing but its boxes, and the host ends those
    sandbox: new BubblewrapSandbox({ bwrapPath }),
    nodePath: process.execPath,
    npmDir,
    npmConfig: await readNpmConfig({ npmDir, env: process.env }),
    slots: 2,
    ...overrides,
  });
}
