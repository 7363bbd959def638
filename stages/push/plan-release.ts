import { dataFiles } from "../../pipeline/dataset/data-files.ts";
import type { DatasetManifest } from "../../pipeline/dataset/read-manifest.ts";
import { countChanges, type DatasetDiff } from "../../pipeline/dataset-diff/dataset-diff.ts";
import { openDatasetFolder } from "../../pipeline/dataset-diff/dataset-view.ts";
import { diffDatasets } from "../../pipeline/dataset-diff/diff-datasets.ts";
import { UserError } from "../../pipeline/errors.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { type RemoteCommit, readCommits } from "../../pipeline/hub/repository.ts";
import { estimateUpload } from "./estimate-upload.ts";
import { type LocalDataset, type ReleaseFile, releaseFiles } from "./local-dataset.ts";
import { proposeVersion, type VersionChoice } from "./propose-version.ts";
import { releasedTagOf } from "./release-message.ts";
import type { FileChange, NewCommit, ReleasePlan } from "./release-plan.ts";
import { type ReleaseVersion, tagOf, versionsOf } from "./release-version.ts";
import {
  isSameFile,
  type RemoteDataset,
  type RepositoryState,
  readRemoteDataset,
  remoteView,
} from "./repository-state.ts";

export interface PlanReleaseOptions {
  access: HubAccess;
  repo: string;
  local: LocalDataset;
  /** Null when the repository does not exist. */
  state: RepositoryState | null;
  choice: VersionChoice;
  now: Date;
}

/** How far back a commit without its tag is looked for. */
const commitsSearched = 50;

/** Compares a dataset with what the repository holds at its head and under its tags. Nothing is changed. */
export async function planRelease(options: PlanReleaseOptions): Promise<ReleasePlan> {
  const { state, local } = options;
  if (state !== null) {
    const found = await findReleased(options, state);
    if (found !== null) return found;
  }
  return await planCommit(options, local);
}

/** Whether the dataset is there already, finished or not. */
async function findReleased(
  { access, repo, local, choice }: PlanReleaseOptions,
  { refs, head }: RepositoryState,
): Promise<ReleasePlan | null> {
  const tag = head.released?.history[0]?.tag;
  if (tag !== undefined && (await holdsAll(head, local))) {
    if (choice.version !== undefined && tagOf(choice.version) !== tag)
      throw new UserError(
        `hf:${repo} holds this dataset already, as ${tag}. Leave --version out to finish or check that release.`,
      );
    const tagged = refs.tags.get(tag);
    if (tagged === undefined)
      return { kind: "missing-tag", tag, commit: await commitOf(access, repo, head, local) };
    // after a rollback the card at the head tells more than the one under the tag
    if (tagged === head.commit || (await holdsAll(await readRemoteDataset(access, repo, tagged), local)))
      return { kind: "already-released", tag, commit: tagged };
  }
  for (const [ref, commit] of refs.pullRequests) {
    const [last] = await readCommits(access, repo, commit, 1);
    const pending = last && releasedTagOf(last, local.digest);
    if (pending !== undefined && pending !== null && !refs.tags.has(pending))
      return { kind: "open-pull-request", tag: pending, ref };
  }
  return null;
}

/** Whether a commit holds the dataset, whole, and no stale shard beside it. */
async function holdsAll(remote: RemoteDataset, local: LocalDataset): Promise<boolean> {
  if (remote.released?.digest !== local.digest) return false;
  const files = releaseFiles(local, remote.released.history);
  for (const file of files) if (!(await isSameFile(remote.files.get(file.path), file))) return false;
  return stalePaths(remote, local.manifest, files).length === 0;
}

/** The commit that brought the dataset to the head; the head itself when it cannot be told, as after a merge. */
async function commitOf(
  access: HubAccess,
  repo: string,
  head: RemoteDataset,
  local: LocalDataset,
): Promise<string> {
  const commits = await readCommits(access, repo, head.commit, commitsSearched);
  return commits.find((commit) => releasedTagOf(commit, local.digest) !== null)?.oid ?? head.commit;
}

async function planCommit(
  { access, repo, state, choice, now }: PlanReleaseOptions,
  local: LocalDataset,
): Promise<NewCommit> {
  const latest = versionsOf(state?.refs.tags.keys() ?? [])[0] ?? null;
  const former = latest === null ? null : tagOf(latest);
  const base = await comparedWith(access, repo, state, former);
  const [before, after] = [
    base && remoteView(base, `hf:${repo}@${base.commit.slice(0, 8)}`),
    await openDatasetFolder(local.dir),
  ];
  const diff = before && (await diffDatasets(before, after, access.signal));
  const { version, because } = proposeVersion(pastVersion(state, latest), diff, choice);
  const tag = tagOf(version);
  const files = releaseFiles(local, [
    { tag, date: now.toISOString().slice(0, 10), rows: countRows(local.manifest), changes: inWords(diff) },
    ...(base?.released?.history ?? []),
  ]);
  const changes = await changesOf(state?.head ?? null, local.manifest, files);
  return {
    kind: "new-commit",
    tag,
    because,
    former,
    parent: state?.head.commit ?? null,
    files: changes,
    unchangedFiles: files.length - changes.filter(({ change }) => change !== "remove").length,
    bytesToSend: await estimateUpload(changes, before, after),
    diff,
    notes: state === null ? [] : await notesOn(access, repo, state, former),
  };
}

/** What the release is compared with: the head, or the latest release when the head holds no dataset of this tool. */
async function comparedWith(
  access: HubAccess,
  repo: string,
  state: RepositoryState | null,
  former: string | null,
): Promise<RemoteDataset | null> {
  if (state === null || state.head.released !== null) return state?.head ?? null;
  const tagged = former === null ? undefined : state.refs.tags.get(former);
  if (tagged === undefined) return null;
  const release = await readRemoteDataset(access, repo, tagged);
  return release.released === null ? null : release;
}

/** A version in the card at the head counts as used, though its tag may be missing. */
function pastVersion(state: RepositoryState | null, latest: ReleaseVersion | null): ReleaseVersion | null {
  const stated = state?.head.released?.history.map(({ tag }) => tag) ?? [];
  return versionsOf([...stated, ...(latest === null ? [] : [tagOf(latest)])])[0] ?? null;
}

/** The history's words on a release. */
export function inWords(diff: DatasetDiff | null): string {
  if (diff === null) return "first release";
  const { entered, left, changed } = countChanges(diff);
  if (entered + left + changed === 0) return "the same rows";
  return `${entered} rows entered, ${left} left, ${changed} changed`;
}

export function countRows({ configs }: DatasetManifest): number {
  return configs.reduce((sum, { rows }) => sum + rows, 0);
}

/** Every file that differs from what a repository holds, and the stale shards there. */
async function changesOf(
  head: RemoteDataset | null,
  manifest: DatasetManifest,
  files: readonly ReleaseFile[],
): Promise<FileChange[]> {
  const changes: FileChange[] = [];
  for (const file of files) {
    const there = head?.files.get(file.path);
    if (there === undefined) changes.push({ change: "add", path: file.path, file });
    else if (!(await isSameFile(there, file))) changes.push({ change: "replace", path: file.path, file });
  }
  const stale = head === null ? [] : stalePaths(head, manifest, files);
  return [...changes, ...stale.map((path) => ({ change: "remove" as const, path }))];
}

/**
 * Files there that the release does not have and that are not someone else's: those of the manifest there, and whatever
 * a configuration's `{config}/{split}-*.parquet` would load beside the release's own.
 */
export function stalePaths(
  { files: there, released }: RemoteDataset,
  manifest: DatasetManifest,
  files: readonly Pick<ReleaseFile, "path">[],
): string[] {
  const wanted = new Set(files.map(({ path }) => path));
  const listed = released?.manifest.configs ?? [];
  const owned = new Set(released === null ? [] : dataFiles(released.manifest).map(({ path }) => path));
  const loaded = new Set([...manifest.configs, ...listed].map(({ config, split }) => `${config}/${split}`));
  const isLoaded = (path: string): boolean => {
    const split = /^(.+)-[^/]*\.parquet$/.exec(path)?.[1];
    return split !== undefined && (loaded.has(split) || loaded.has(split.replace(/-\d+-of$/, "")));
  };
  return [...there.keys()].filter((path) => !wanted.has(path) && (owned.has(path) || isLoaded(path)));
}

async function notesOn(
  access: HubAccess,
  repo: string,
  { refs, head }: RepositoryState,
  former: string | null,
): Promise<string[]> {
  const tagged = former === null ? undefined : refs.tags.get(former);
  if (former === null || tagged === undefined || tagged === head.commit) return [];
  const commits = await readCommits(access, repo, head.commit, commitsSearched);
  const since = commits.slice(
    0,
    Math.max(
      0,
      commits.findIndex(({ oid }) => oid === tagged),
    ),
  );
  return [
    `main has moved since ${former}${since.length > 0 ? `: ${since.map(describeCommit).join(", ")}` : ""}`,
  ];
}

function describeCommit({ oid, title }: RemoteCommit): string {
  return `${oid.slice(0, 8)} ${JSON.stringify(title)}`;
}
