import type { DatasetManifest } from "../dataset/read-manifest.ts";
import type { ParquetReader } from "../dataset/read-parquet.ts";
import { canonicalJson } from "../run/digest.ts";
import { columnShifts } from "./column-shift.ts";
import type { DatasetDiff, RowChange, SplitDiff } from "./dataset-diff.ts";
import type { DatasetView } from "./dataset-view.ts";
import { type RowTrace, SplitTrace } from "./split-trace.ts";

type ConfigSplit = DatasetManifest["configs"][number];

/**
 * Compares two versions of a dataset: rows that entered, left or changed, with what the manifests know of the reason;
 * columns; and how scores and lengths shifted. Splits whose row hashes agree are not read. One row group is in memory
 * at a time, and of each row its identity and hashes.
 */
export async function diffDatasets(
  before: DatasetView,
  after: DatasetView,
  signal: AbortSignal,
): Promise<DatasetDiff> {
  const splits: SplitDiff[] = [];
  for (const [former, latter] of pairSplits(before.manifest, after.manifest)) {
    if (former?.rowHashes === latter?.rowHashes && former?.rows === latter?.rows) {
      const columns = await changedColumns(before, former, after, latter);
      if (columns.length === 0) continue;
    }
    const traces = {
      before: await traceSplit(before, former, signal),
      after: await traceSplit(after, latter, signal),
    };
    const { config = "", split = "" } = latter ?? former ?? {};
    const why = new Reasons(before.manifest, after.manifest);
    splits.push({
      config,
      split,
      rows: { before: former?.rows ?? 0, after: latter?.rows ?? 0 },
      ...changedRows(traces.before, traces.after, why),
      columns: await changedColumns(before, former, after, latter),
      shifts: columnShifts(traces.before.figures, traces.after.figures),
    });
  }
  return {
    before: before.address,
    after: after.address,
    splits,
    origins: changedOrigins(before.manifest, after.manifest),
  };
}

function pairSplits(
  before: DatasetManifest,
  after: DatasetManifest,
): [ConfigSplit | undefined, ConfigSplit | undefined][] {
  const nameOf = ({ config, split }: ConfigSplit): string => `${config}/${split}`;
  const find = (manifest: DatasetManifest, name: string) =>
    manifest.configs.find((item) => nameOf(item) === name);
  const names = new Set([...before.configs, ...after.configs].map(nameOf));
  return [...names].map((name) => [find(before, name), find(after, name)]);
}

async function traceSplit(
  view: DatasetView,
  split: ConfigSplit | undefined,
  signal: AbortSignal,
): Promise<SplitTrace> {
  const trace = new SplitTrace();
  for (const { path } of split?.files ?? []) {
    await using reader = await view.openParquet(path);
    for await (const row of reader.rows()) {
      signal.throwIfAborted();
      trace.add(row);
    }
  }
  return trace;
}

function changedRows(
  before: SplitTrace,
  after: SplitTrace,
  why: Reasons,
): Pick<SplitDiff, "entered" | "left" | "changed"> {
  const entered: RowChange[] = [];
  const left: RowChange[] = [];
  const changed: RowChange[] = [];
  for (const [id, row] of after.rows) {
    const former = before.rows.get(id);
    if (former === undefined) entered.push({ id, why: why.entered(row) });
    else if (former.hash !== row.hash) changed.push({ id, why: why.changed(before, former, after, row) });
  }
  for (const [id, row] of before.rows) if (!after.rows.has(id)) left.push({ id, why: why.left(row) });
  return { entered, left, changed };
}

/** What the manifests tell of why a row came, went or changed. */
class Reasons {
  readonly #before: ReadonlyMap<string, string>;
  readonly #after: ReadonlyMap<string, string>;
  readonly #sameRecipe: boolean;

  constructor(before: DatasetManifest, after: DatasetManifest) {
    this.#before = digests(before);
    this.#after = digests(after);
    this.#sameRecipe = before.recipe.hash === after.recipe.hash;
  }

  entered({ trajectory }: RowTrace): string {
    if (trajectory === null) return "a new instruction";
    if (!this.#before.has(trajectory)) return "a new trajectory";
    return this.#sameRecipe ? "its trajectory is judged otherwise" : "the recipe has changed";
  }

  left({ trajectory }: RowTrace): string {
    if (trajectory === null) return "its instruction is gone, or is asked otherwise";
    if (!this.#after.has(trajectory)) return "its trajectory is gone";
    return this.#sameRecipe ? "its trajectory is judged otherwise" : "the recipe has changed";
  }

  changed(before: SplitTrace, former: RowTrace, after: SplitTrace, { trajectory, ...row }: RowTrace): string {
    const columns = after.columns.filter((name) => {
      const at = before.columns.indexOf(name);
      return at === -1 || former.hashOfColumn(at) !== row.hashOfColumn(after.columns.indexOf(name));
    });
    const named = `${columns.join(", ") || "columns left"}`;
    if (trajectory === null || this.#before.get(trajectory) === this.#after.get(trajectory)) return named;
    return `${named}; its trajectory has another journal`;
  }
}

function digests({ sources }: DatasetManifest): Map<string, string> {
  return new Map(sources.map(({ trajectoryId, journalDigest }) => [trajectoryId, journalDigest]));
}

async function changedColumns(
  before: DatasetView,
  former: ConfigSplit | undefined,
  after: DatasetView,
  latter: ConfigSplit | undefined,
): Promise<SplitDiff["columns"]> {
  // a split that comes or goes brings its rows, not a change of what readers expect of the others
  if (former === undefined || latter === undefined) return [];
  const [were, are] = [await columnsOf(before, former), await columnsOf(after, latter)];
  const names = [...new Set([...were.keys(), ...are.keys()])];
  return names
    .filter((name) => were.get(name) !== are.get(name))
    .map((name) => ({ name, change: !were.has(name) ? "entered" : are.has(name) ? "changed" : "left" }));
}

/** A split's columns, each with its feature as text. */
async function columnsOf(view: DatasetView, split: ConfigSplit): Promise<Map<string, string>> {
  const path = split.files[0]?.path;
  if (path === undefined) return new Map();
  await using reader = await view.openParquet(path);
  return new Map(Object.entries(featuresOf(reader)).map(([name, feature]) => [name, canonicalJson(feature)]));
}

function featuresOf({ metadata }: ParquetReader): object {
  const text = metadata.key_value_metadata?.find(({ key }) => key === "huggingface")?.value ?? "{}";
  const info: unknown = Object(JSON.parse(text)).info;
  return Object(Object(info).features);
}

function changedOrigins(before: DatasetManifest, after: DatasetManifest): DatasetDiff["origins"] {
  const facts = ({ name, label, recipe, run, toolVersions }: DatasetManifest): [string, string][] => [
    ["name", name],
    ["label", label ?? "none"],
    ["recipe", `${recipe.name} ${recipe.hash.slice(0, 12)}`],
    ["configuration", run.configHash.slice(0, 12)],
    ["prompt set", run.promptSetHash.slice(0, 12)],
    ...Object.entries(toolVersions),
  ];
  const latter = new Map(facts(after));
  const former = new Map(facts(before));
  return [...new Set([...former.keys(), ...latter.keys()])].flatMap((what) => {
    const [was, is] = [former.get(what) ?? "none", latter.get(what) ?? "none"];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}
