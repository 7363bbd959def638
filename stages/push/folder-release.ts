import { copyFile, link, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cardFile, readManifest } from "../../pipeline/dataset/read-manifest.ts";
import { splitCard } from "../../pipeline/dataset/released-card.ts";
import { replaceFolder } from "../../pipeline/dataset/replace-folder.ts";
import { countChanges, type DatasetDiff } from "../../pipeline/dataset-diff/dataset-diff.ts";
import { openDatasetFolder } from "../../pipeline/dataset-diff/dataset-view.ts";
import { diffDatasets } from "../../pipeline/dataset-diff/diff-datasets.ts";
import { hasErrorCode } from "../../pipeline/errors.ts";
import { namesIn } from "../../pipeline/run/names-in.ts";
import { checkGates } from "./gates/check-gates.ts";
import type { GateFinding, GateName } from "./gates/gate.ts";
import {
  type LocalDataset,
  type ReleaseFile,
  readLocalDataset,
  releaseFiles,
  rowCounts,
} from "./local-dataset.ts";
import { countRows, inWords } from "./plan-release.ts";
import { proposeVersion, type VersionChoice } from "./propose-version.ts";
import { recordPath, writeRecord } from "./release-record.ts";
import { tagOf, versionsOf } from "./release-version.ts";

export interface FolderReleaseOptions {
  /** Holds one folder per version: `v1.0.0`, `v1.1.0`, ... */
  to: string;
  /** The dataset's folder. */
  dir: string;
  choice: VersionChoice;
  secrets: readonly { name: string; value: string }[];
  verify(dir: string): Promise<string[]>;
  now(): Date;
  signal: AbortSignal;
}

export interface FolderReleasePlan {
  kind: "already-released" | "new-folder";
  local: LocalDataset;
  tag: string;
  because: string;
  former: string | null;
  diff: DatasetDiff | null;
  files: ReleaseFile[];
  /** Empty when nothing new would be released. */
  findings: GateFinding[];
}

/** What an offline release would be: the files that the Hub would hold, in a folder of their own per version. */
export async function planFolderRelease(options: FolderReleaseOptions): Promise<FolderReleasePlan> {
  const { to, dir, choice, signal } = options;
  const local = await readLocalDataset(dir);
  const latest = versionsOf(await namesIn(to))[0] ?? null;
  const former = latest === null ? null : tagOf(latest);
  const released = former === null ? null : await readLocalDataset(join(to, former));
  if (former !== null && released?.digest === local.digest)
    return {
      kind: "already-released",
      local,
      tag: former,
      because: "the same dataset",
      former,
      diff: null,
      files: [],
      findings: [],
    };
  const diff =
    former === null
      ? null
      : await diffDatasets(await openDatasetFolder(join(to, former)), await openDatasetFolder(dir), signal);
  const { version, because } = proposeVersion(latest, diff, choice);
  const history =
    former === null ? [] : splitCard(await readFile(join(to, former, cardFile), "utf8")).history;
  const line = {
    tag: tagOf(version),
    date: options.now().toISOString().slice(0, 10),
    rows: countRows(local.manifest),
    changes: inWords(diff),
  };
  return {
    kind: "new-folder",
    local,
    tag: tagOf(version),
    because,
    former,
    diff,
    files: releaseFiles(local, [line, ...history]),
    findings: await checkGates({ ...options, local, head: null }),
  };
}

/** Writes the release: whole, or not at all. Returns its folder, what is wrong with it, and the run's record of it. */
export async function executeFolderRelease(
  options: FolderReleaseOptions,
  plan: FolderReleasePlan,
  accepted: readonly GateName[],
): Promise<{ dir: string; problems: string[]; record: string | null }> {
  const dir = join(options.to, plan.tag);
  if (plan.kind === "new-folder")
    await replaceFolder(dir, async (staging) => {
      for (const file of plan.files) await place(file, join(staging, file.path));
    });
  const problems = await options.verify(dir);
  const record = await recordPath(options.dir, options.to, plan.tag);
  if (record !== null && plan.kind === "new-folder")
    await writeRecord(record, {
      schema: "release.v1",
      target: options.to,
      version: plan.tag,
      former: plan.former,
      commit: null,
      releasedAt: options.now().toISOString(),
      dataset: plan.local.manifest.name,
      datasetDigest: plan.local.digest,
      rows: rowCounts(await readManifest(dir)),
      files: plan.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
      changes: plan.diff === null ? null : countChanges(plan.diff),
      sentBytes: plan.files.reduce((sum, { bytes }) => sum + bytes, 0),
      accepted: [...accepted],
      verified: { at: options.now().toISOString(), problems },
    });
  return { dir, problems, record };
}

/** Rows are shared with the emitted dataset where the disk allows it: emitted files are replaced, never changed. */
async function place({ source }: ReleaseFile, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if ("text" in source) return await writeFile(path, source.text);
  try {
    await link(source.file, path);
  } catch (error) {
    if (!hasErrorCode(error, "EXDEV", "EPERM", "ENOTSUP", "EMLINK")) throw error;
    await copyFile(source.file, path);
  }
}
