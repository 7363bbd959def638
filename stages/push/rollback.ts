import { dataFiles } from "../../pipeline/dataset/data-files.ts";
import { cardFile, type DatasetManifest, manifestFile } from "../../pipeline/dataset/read-manifest.ts";
import type { HistoryLine } from "../../pipeline/dataset/released-card.ts";
import { BugError, UserError } from "../../pipeline/errors.ts";
import type { CommitOperation } from "../../pipeline/hub/commit-body.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { checkRepoName } from "../../pipeline/hub/hub-address.ts";
import { type RemotePlace, readRemoteBytes } from "../../pipeline/hub/read-remote-file.ts";
import { type RemoteFile, readTree } from "../../pipeline/hub/repository.ts";
import { checkWriter } from "./check-target.ts";
import { landCommit } from "./land-commit.ts";
import { historyFiles, type TextFile } from "./local-dataset.ts";
import { countRows, stalePaths } from "./plan-release.ts";
import { parseVersion, tagOf, versionsOf } from "./release-version.ts";
import {
  isSameFile,
  type RemoteDataset,
  type RepositoryState,
  readRemoteDataset,
  readRepository,
} from "./repository-state.ts";

export interface RollbackOptions {
  access: HubAccess;
  /** OWNER/NAME */
  repo: string;
  /** v1.2.3 */
  version: string;
  now(): Date;
}

export interface RollbackPlan {
  tag: string;
  /** Commit of main now. */
  head: string;
  target: ReleasedDataset;
  /** Files of rows, and those beside them, that are missing at the head or are other ones there. */
  restored: RemoteFile[];
  /** The release's card, with the rollback in its history, and the manifest that names that card. */
  restated: TextFile[];
  /** Files of later releases. */
  removed: string[];
}

type ReleasedDataset = RemoteDataset & { released: NonNullable<RemoteDataset["released"]> };

/** What bringing an earlier release back to `main` would change. Throws UserError when there is no such release. */
export async function planRollback(options: RollbackOptions): Promise<RollbackPlan> {
  const { access, repo } = options;
  const tag = tagOf(parseVersion(options.version));
  checkRepoName(repo);
  await checkWriter(access, repo);
  try {
    const state = await readRepository(access, repo);
    if (state === null) throw new UserError(`hf:${repo} does not exist. Check owner and name.`);
    const { head } = state;
    const target = await readTarget(options, state, tag);
    const files = releasedFiles(target, target.released.manifest, `hf:${repo}@${tag}`);
    const restored = files.filter(
      (file) => !isRestated(file.path) && !isSame(head.files.get(file.path), file),
    );
    const removed = stalePaths(head, target.released.manifest, files);
    const isThere =
      restored.length + removed.length === 0 && head.released?.digest === target.released.digest;
    const restated = isThere
      ? []
      : historyFiles(target.released, historyAfter(head, target, tag, options.now()));
    return { tag, head: head.commit, target, restored, restated, removed };
  } catch (error) {
    throw explainHubError(error, `hf:${repo}`, "read", access);
  }
}

async function readTarget(
  { access, repo }: RollbackOptions,
  { refs }: RepositoryState,
  tag: string,
): Promise<ReleasedDataset> {
  const commit = refs.tags.get(tag);
  if (commit === undefined)
    throw new UserError(
      `hf:${repo} has no release ${tag}. It has: ${versionsOf(refs.tags.keys()).map(tagOf).join(", ") || "none"}.`,
    );
  const target = await readRemoteDataset(access, repo, commit);
  const { released } = target;
  if (released === null)
    throw new UserError(`hf:${repo}@${tag} holds no dataset of this tool: it is left alone.`);
  return { ...target, released };
}

/** The history goes on: the release that is left stays in it, and the one brought back has a second line. */
function historyAfter(head: RemoteDataset, target: ReleasedDataset, tag: string, now: Date): HistoryLine[] {
  const past = head.released?.history ?? target.released.history;
  const left = past[0]?.tag ?? "";
  return [
    {
      tag,
      date: now.toISOString().slice(0, 10),
      rows: countRows(target.released.manifest),
      changes: left === "" || left === tag ? "brought back" : `brought back, in place of ${left}`,
    },
    ...past,
  ];
}

/**
 * Brings an earlier release back as one new commit on `main`: large files are named, not sent. Nothing is rewritten, and
 * every tag stays where it is. Returns the commit; null when `main` held the release already.
 */
export async function rollBack(
  { access, repo }: RollbackOptions,
  { tag, head, target, restored, restated, removed }: RollbackPlan,
): Promise<string | null> {
  if (restated.length === 0) return null;
  const message = `Restores ${target.commit}, after ${head}`;
  try {
    const operations: CommitOperation[] = removed.map((path) => ({ kind: "delete", path }));
    for (const file of restored) operations.push(await restore(target, file));
    for (const { path, bytes, source } of restated)
      operations.push({ kind: "put-content", path, bytes, content: source });
    const request = { title: `Roll back to ${tag}`, description: message, parent: head, operations };
    const landed = await landCommit(access, repo, { ...request, asPullRequest: false }, (commit) =>
      `${commit.title}\n${commit.message}`.includes(message),
    );
    const wrong = await notRestored({ access, dataset: repo, revision: landed.oid }, target, restated);
    if (wrong.length === 0) return landed.oid;
    throw new BugError(`The commit ${landed.oid} does not restore ${wrong.join(", ")}`);
  } catch (error) {
    throw explainHubError(error, `hf:${repo}`, "written", access);
  }
}

async function restore({ place }: RemoteDataset, file: RemoteFile): Promise<CommitOperation> {
  const { path, bytes, sha256 } = file;
  if (sha256 !== null) return { kind: "put-object", path, sha256, bytes };
  return { kind: "put-content", path, bytes, content: { bytes: await readRemoteBytes(place, file) } };
}

/** Paths that do not hold at a commit what the rollback was to put there. */
async function notRestored(
  { access, dataset, revision }: RemotePlace,
  target: ReleasedDataset,
  restated: readonly TextFile[],
): Promise<string[]> {
  const files = await readTree(access, dataset, revision);
  const wrong = releasedFiles(target, target.released.manifest, revision)
    .filter((file) => !isRestated(file.path) && !isSame(files.get(file.path), file))
    .map(({ path }) => path);
  for (const file of restated) if (!(await isSameFile(files.get(file.path), file))) wrong.push(file.path);
  return wrong;
}

function isRestated(path: string): boolean {
  return path === cardFile || path === manifestFile;
}

/** Every file of a release, as it was. Throws UserError when the release is not whole any more. */
export function releasedFiles(
  { files }: RemoteDataset,
  manifest: DatasetManifest,
  address: string,
): RemoteFile[] {
  const paths = [...dataFiles(manifest).map(({ path }) => path), cardFile, manifestFile];
  return paths.map((path) => {
    const file = files.get(path);
    if (file !== undefined) return file;
    throw new UserError(`${address} is not whole: ${path} is missing. Choose another release.`);
  });
}

function isSame(a: RemoteFile | undefined, b: RemoteFile): boolean {
  return a !== undefined && a.gitId === b.gitId && a.sha256 === b.sha256;
}
