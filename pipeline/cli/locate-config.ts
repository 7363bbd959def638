import { join } from "node:path";
import { loadConfig, parseConfig } from "../config/load-config.ts";
import type { Settings } from "../config/settings.ts";
import { pathExists } from "../run/path-exists.ts";
import { readRunManifest } from "../run/run-manifest.ts";
import { RunPaths } from "../run/run-paths.ts";
import type { SandboxName } from "../site/sandbox/sandbox.ts";

const rehearsalConfig = join(import.meta.dirname, "..", "..", "data", "configs", "rehearsal.json");
const ownConfig = "curate.config.json";

export interface ConfigChoice {
  /** -c */
  config?: string;
  /** --run */
  run?: string;
  /** --compat */
  compat?: "published";
  /** --replay: a recorded run that answers the model calls */
  replay?: string;
  /** --live-on-miss: calls that the recording does not hold are sent */
  liveOnMiss?: boolean;
  /** --sandbox */
  sandbox?: SandboxName;
}

/**
 * The settings a command works with, in this order: the file named by -c; what the run folder named by --run was made
 * with; what the recording named by --replay was made with, where it says; curate.config.json of the working directory;
 * the rehearsal configuration. `--run` always names the folder.
 */
export async function locateSettings(
  choice: ConfigChoice,
  cwd: string,
  cores: number,
): Promise<{ settings: Settings; from: string }> {
  const overrides = {
    ...(choice.run !== undefined && { run: choice.run }),
    ...(choice.compat !== undefined && { compat: choice.compat }),
    ...(choice.sandbox !== undefined && { site: { sandbox: choice.sandbox } }),
  };
  const load = async (path: string) => ({
    settings: await loadConfig(path, { overrides, cores }),
    from: path,
  });
  if (choice.config !== undefined) return await load(choice.config);
  for (const dir of [choice.run, choice.replay]) {
    if (dir === undefined) continue;
    const { manifest: path } = new RunPaths(dir);
    const manifest = await readRunManifest(path);
    if (manifest !== null)
      return {
        settings: parseConfig(JSON.stringify(manifest.config), path, { overrides, cores }),
        from: path,
      };
  }
  const own = join(cwd, ownConfig);
  return await load((await pathExists(own)) ? own : rehearsalConfig);
}
