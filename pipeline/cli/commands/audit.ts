import { once } from "node:events";
import { homedir } from "node:os";
import { basename, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { type ExportSummary, exportAudit } from "../../../stages/audit/export/export-audit.ts";
import { AuditedRun } from "../../../stages/audit/run/audited-run.ts";
import { startAudit } from "../../../stages/audit/stage.ts";
import { resolveCompat } from "../../config/compat.ts";
import type { Settings } from "../../config/settings.ts";
import { formatBytes } from "../../doctor/format-bytes.ts";
import { UserError } from "../../errors.ts";
import { findTrajectoryId } from "../../run/find-trajectory.ts";
import { openRunReader } from "../../run/open-run-reader.ts";
import type { SiteHost } from "../../site/site-slot.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";

export interface AuditCommandOptions extends Omit<CommonOptions, "run"> {
  /** Several are shown side by side. */
  run?: string[];
  port?: number;
  export?: string;
  reviewer?: string;
  /** With `export`: comma-separated ids, or beginnings of them. */
  trajectories?: string;
  /** With `export`: those that this recipe kept. */
  recipe?: string;
}

/** A run to be shown, and what it was made with; null where its configuration can no longer be read. */
interface NamedRun {
  key: string;
  dir: string;
  settings: Settings | null;
}

/** `curate audit`: the viewer over runs, until it is stopped; or with `--export` as files. Takes no lock. */
export async function auditCommand(options: AuditCommandOptions, context: CommandContext): Promise<ExitCode> {
  checkOptions(options);
  // a server that waits most of the time: what reading a run leaves behind is cleared away at once
  setFlagsFromString("--optimize-for-size");
  const named = await nameRuns(options, context);
  const runs: AuditedRun[] = [];
  for (const { key, dir } of named) runs.push(await openRun(key, dir, context));
  if (options.export !== undefined) {
    const summary = await exportRuns(options.export, runs, named, options, context);
    printResult(context, options, summary, formatExport(summary));
    return exitCode.done;
  }
  await serveRuns(runs, named, options, context);
  return exitCode.done;
}

/** Until the signal, which is how an audit is meant to end. */
async function serveRuns(
  runs: readonly AuditedRun[],
  named: readonly NamedRun[],
  options: AuditCommandOptions,
  context: CommandContext,
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const settings = await settingsForSites(named, context);
  let siteHost: Promise<SiteHost> | null = null;
  const audit = await startAudit({
    runs,
    port: options.port ?? 0,
    reviewer: options.reviewer ?? null,
    maxOpenSites: Math.min(2, settings.site.slots),
    openSiteHost() {
      siteHost ??= openSandboxedSites(settings, context, opened);
      // what could not be opened may be there at the next try: a package installed meanwhile
      siteHost.catch(() => {
        siteHost = null;
      });
      return siteHost;
    },
    compatOf: (key) => named.find((run) => run.key === key)?.settings?.compat ?? resolveCompat(undefined),
    now: context.now,
    onNotice: (message) => context.report({ kind: "notice", message }),
  });
  opened.use(audit);
  const shown = runs.map((run) => `${run.key}: ${run.trajectoryIds.length} trajectories`).join("\n");
  printResult(
    context,
    options,
    {
      url: audit.url,
      namedUrl: audit.namedUrl,
      runs: runs.map(({ key, paths }) => ({ key, dir: paths.dir })),
    },
    `${shown}\n${audit.namedUrl}\n${audit.url} (where the browser does not find the first, as Safari)\nThe address holds a key: give it to nobody. Ctrl-C ends the audit.`,
  );
  if (!context.signal.aborted) await once(context.signal, "abort");
  // before the sandbox that its sites run in
  await audit[Symbol.asyncDispose]();
}

/** Its code is read when the first site is opened: most audits open none. */
async function openSandboxedSites(
  settings: Settings,
  context: CommandContext,
  opened: AsyncDisposableStack,
): Promise<SiteHost> {
  const { openSites } = await import("../open-machinery.ts");
  return (await openSites(settings, context, opened)).siteHost;
}

async function openRun(key: string, dir: string, { report, signal }: CommandContext): Promise<AuditedRun> {
  report({ kind: "stage-started", stage: "audit", detail: dir });
  let told = 0;
  return await AuditedRun.open({
    ...{ key, dir, signal },
    onProgress(done, of) {
      if (done < of && done < told + 1_000) return;
      told = done;
      report({ kind: "notice", message: `${done} of ${of} trajectories read` });
    },
  });
}

async function exportRuns(
  dir: string,
  runs: readonly AuditedRun[],
  named: readonly NamedRun[],
  options: AuditCommandOptions,
  context: CommandContext,
): Promise<ExportSummary> {
  const chosen = [];
  for (const run of runs) chosen.push({ run, ids: await chooseTrajectories(run, options) });
  if (chosen.every(({ ids }) => ids.length === 0))
    throw new UserError(
      "--export: no trajectory of the run is chosen. Name others with --trajectories, --recipe or --limit.",
    );
  const { cwd, env } = context;
  const keyNames = named.flatMap(({ settings }) =>
    Object.values(settings?.models ?? {}).flatMap((endpoint) => endpoint?.apiKeyEnv ?? []),
  );
  return await exportAudit({
    runs: chosen,
    dir: resolve(cwd, dir),
    personal: {
      secrets: [...keyNames, "HF_TOKEN"].flatMap((name) => env[name] ?? []),
      folders: [homedir(), resolve(cwd), ...named.map((run) => resolve(cwd, run.dir))],
    },
    signal: context.signal,
  });
}

/** Throws UserError when one is named that is not there, or a recipe that judged nothing. */
async function chooseTrajectories(run: AuditedRun, options: AuditCommandOptions): Promise<string[]> {
  const { trajectories, recipe, limit } = options;
  let ids = [...run.trajectoryIds];
  if (trajectories !== undefined) {
    const reader = await openRunReader(run.paths.dir);
    ids = [];
    for (const given of trajectories.split(",")) ids.push(await findTrajectoryId(reader, given.trim()));
  }
  if (recipe !== undefined) {
    const { filters } = await run.view();
    if (!filters.some((filter) => filter.recipe === recipe))
      throw new UserError(
        `--recipe: ${run.paths.dir} holds no verdicts by "${recipe}". Run \`curate filter --recipe ${recipe}\` first.`,
      );
    ids = ids.filter((id) => run.row(id)?.verdicts[recipe]?.kept === true);
  }
  return [...new Set(ids)].slice(0, limit);
}

async function nameRuns({ run, config }: AuditCommandOptions, context: CommandContext): Promise<NamedRun[]> {
  const { cwd, cores } = context;
  const named: NamedRun[] = [];
  const dirs = run ?? [null];
  for (const dir of dirs) {
    const choice = { ...(config !== undefined && { config }), ...(dir !== null && { run: dir }) };
    const settings = await locateSettings(choice, cwd, cores)
      .then((located) => located.settings)
      .catch((error: unknown) => {
        // a run made with an older configuration can still be shown
        if (dir === null || !(error instanceof UserError)) throw error;
        return null;
      });
    const folder = dir ?? settings?.run ?? "";
    named.push({ key: keyOf(folder, named), dir: folder, settings });
  }
  return named;
}

/** The folder's name as it can stand in an address, numbered where another has it already. */
function keyOf(dir: string, others: readonly NamedRun[]): string {
  const name =
    basename(resolve(dir))
      .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "") || "run";
  const taken = new Set(others.map(({ key }) => key));
  for (let number = 2, key = name; ; number++) {
    if (!taken.has(key)) return key;
    key = `${name}-${number}`;
  }
}

/** Sandbox and caches are this machine's: as the first run knew them, else as a new one would. */
async function settingsForSites(named: readonly NamedRun[], context: CommandContext): Promise<Settings> {
  const known = named.flatMap(({ settings }) => settings ?? [])[0];
  return known ?? (await locateSettings({}, context.cwd, context.cores)).settings;
}

function checkOptions(options: AuditCommandOptions): void {
  const selects = ["trajectories", "recipe", "limit"] as const;
  const given = selects.find((name) => options[name] !== undefined);
  if (options.export === undefined && given !== undefined)
    throw new UserError(`--${given} chooses what is exported: give it together with --export DIR.`);
}

function formatExport({ dir, trajectories, files, bytes }: ExportSummary): string {
  return `${dir}: ${trajectories} trajectories in ${files} files, ${formatBytes(bytes)}. Open index.html in a browser.`;
}
