import { parseFieldMapping } from "../../../stages/synthesize/field-mapping.ts";
import type { ImportResult } from "../../../stages/synthesize/import-instructions.ts";
import { runImportStage } from "../../../stages/synthesize/stage.ts";
import type { Settings } from "../../config/settings.ts";
import type { Decontamination } from "../../instruction/decontamination.ts";
import { createFamilyReader } from "../../instruction/feature-families.ts";
import { loadTaxonomy } from "../../instruction/taxonomy.ts";
import { lockRun } from "../../run/run-lock.ts";
import { RunPaths } from "../../run/run-paths.ts";
import { type CommandContext, type CommonOptions, printResult } from "../command-context.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { locateSettings } from "../locate-config.ts";
import { openDecontamination } from "../open-decontamination.ts";
import { openHub } from "../open-hub.ts";
import { withRun } from "../open-run.ts";
import { withSynthesisModels } from "../open-synthesis.ts";

export interface ImportCommandOptions extends CommonOptions {
  strict?: boolean;
  /** FIELD=COLUMN, with commas between. */
  map?: string;
  /** Sources of test instructions. */
  decontaminate?: string[];
  deduplicate?: boolean;
  cutAccounts?: boolean;
  anyLanguage?: boolean;
  maxPerType?: number;
}

/** `curate import`: takes instructions from a file or from the Hub into the run. */
export async function importCommand(
  source: string,
  options: ImportCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { settings } = await locateSettings(options, context.cwd, context.cores);
  const paths = new RunPaths(settings.run);
  const testSets = options.decontaminate ?? settings.synthesize.decontaminate;
  const imported =
    testSets.length > 0 && settings.models.embedding !== null
      ? await withRun(options, context, (run) =>
          withSynthesisModels(run, context, async (embeddings) =>
            importInto(paths, await openDecontamination(testSets, { settings, context, embeddings })),
          ),
        )
      : await lockedImport();
  const skipped = imported.candidates.filter((candidate) => candidate.outcome !== "kept");
  const { instructions, alreadyThere, notes, from } = imported;
  const result = { from, imported: instructions.length, alreadyThere, skipped, notes };
  printResult(context, options, result, formatImport(imported, paths.instructions));
  const missed = skipped.filter(({ reason }) => !judgedReasons.has(reason ?? ""));
  return missed.length > 0 ? exitCode.itemsFailed : exitCode.done;

  async function lockedImport(): Promise<ImportResult> {
    const decontamination = await openDecontamination(testSets, { settings, context, embeddings: null });
    await using _lock = await lockRun(paths.lock);
    return await importInto(paths, decontamination);
  }

  async function importInto(files: RunPaths, decontamination: Decontamination | null): Promise<ImportResult> {
    const { featureFamilies } = await loadTaxonomy();
    return await runImportStage({
      source,
      hub: openHub(context),
      files,
      strict: options.strict === true,
      anyLanguage: options.anyLanguage === true,
      cutAccountMentions: options.cutAccounts === true,
      refuseDuplicates: options.deduplicate === true,
      quotas: quotasOf(settings, options),
      familiesOf: createFamilyReader(featureFamilies),
      ...(options.map !== undefined && { mapping: parseFieldMapping(options.map) }),
      ...(decontamination !== null && { decontamination }),
    });
  }
}

/** A record that was left out for these was judged, not missed. */
const judgedReasons: ReadonlySet<string> = new Set([
  "contaminated",
  "exact-duplicate",
  "near-duplicate",
  "over-quota",
]);

function quotasOf(
  { synthesize: { quotas } }: Settings,
  { maxPerType }: ImportCommandOptions,
): Settings["synthesize"]["quotas"] {
  return maxPerType === undefined ? quotas : { ...quotas, applicationType: maxPerType };
}

function formatImport(
  { instructions, from, alreadyThere, candidates, notes }: ImportResult,
  path: string,
): string {
  const told = candidates.filter((candidate) => candidate.outcome !== "kept" || candidate.detail !== null);
  return [
    `${instructions.length} instructions imported from ${from} into ${path}`,
    ...(alreadyThere > 0 ? [`${alreadyThere} were there already`] : []),
    ...told.map(
      ({ outcome, id, detail, reason }) =>
        `  ${outcome}  ${id}: ${[reason, detail].filter((part) => part !== null).join(", ")}`,
    ),
    ...notes.map((note) => `  note  ${note}`),
  ].join("\n");
}
