import { resolve } from "node:path";
import { parseSize } from "../../config/parse-size.ts";
import { formatBytes } from "../../doctor/format-bytes.ts";
import { openSiteCaches } from "../../site/site-caches.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { formatTable } from "../table.ts";

export interface CacheCommandOptions extends CommonOptions {
  /** milliseconds since the last use */
  olderThan?: number;
}

const namedPackages = 4;
const dayMs = 24 * 60 * 60 * 1000;

/** `curate cache`: what is kept of installed packages and of the registry's answers. `curate cache clear` removes it. */
export async function cacheCommand(
  action: "clear" | undefined,
  options: CacheCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const folder = resolve(context.cwd, settings.site.cache);
  const maxBytes = parseSize(settings.site.cacheMaxSize);
  const { dependencies, answers } = openSiteCaches(folder, maxBytes);
  if (action === "clear") {
    const before = new Date(context.now().getTime() - (options.olderThan ?? 0));
    const installed = await dependencies.clear(before, context.signal);
    const answered = await answers.clear(before);
    const kept = (await dependencies.list()).length;
    const text = [
      `${folder}: removed ${installed.count} installations (${formatBytes(installed.bytes)})`,
      `and ${answered.count} answers of the registry (${formatBytes(answered.bytes)}); ${kept} installations stay`,
    ].join(" ");
    printResult(context, options, { folder, installations: installed, answers: answered, kept }, text);
    return exitCode.done;
  }
  const entries = await dependencies.list();
  const answered = await answers.measure();
  const entriesBytes = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = entries.map(({ key, packages, bytes, lastUsedAt, inUse }) => [
    key.slice(0, 12),
    formatBytes(bytes),
    inUse ? "in use" : describeAge(context.now().getTime() - lastUsedAt.getTime()),
    describePackages(packages),
  ]);
  const text = [
    ...(rows.length > 0 ? [formatTable(["key", "size", "last used", "packages"], rows)] : []),
    `${folder}: ${entries.length} installations (${formatBytes(entriesBytes)}), ${answered.count} answers of the registry (${formatBytes(answered.bytes)}); room for ${formatBytes(maxBytes)}`,
  ].join("\n");
  printResult(context, options, { folder, maxBytes, entries, answers: answered }, text);
  return exitCode.done;
}

function describeAge(ms: number): string {
  const days = Math.floor(ms / dayMs);
  if (days >= 1) return `${days} d ago`;
  const hours = Math.floor(ms / (dayMs / 24));
  return hours >= 1 ? `${hours} h ago` : "within the hour";
}

function describePackages(packages: readonly string[]): string {
  if (packages.length === 0) return "none";
  const more = packages.length - namedPackages;
  return `${packages.slice(0, namedPackages).join(" ")}${more > 0 ? ` and ${more} more` : ""}`;
}
