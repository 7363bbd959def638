import { dataFiles } from "../../pipeline/dataset/data-files.ts";
import { cardFile, manifestFile } from "../../pipeline/dataset/read-manifest.ts";
import { UserError } from "../../pipeline/errors.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { checkRepoName } from "../../pipeline/hub/hub-address.ts";
import { readCommits } from "../../pipeline/hub/repository.ts";
import { rowCounts } from "./local-dataset.ts";
import { stalePaths } from "./plan-release.ts";
import { tagOf, versionsOf } from "./release-version.ts";
import { type RemoteDataset, readRemoteDataset, readRepository } from "./repository-state.ts";

export interface ListedRelease {
  tag: string;
  commit: string;
  /** Of the commit; null when it cannot be told. */
  date: string | null;
  /** By `config/split`. */
  rows: Record<string, number>;
  /** Whether `main` holds this dataset now. */
  isCurrent: boolean;
  /** Files that are missing, are not what the release's manifest says, or would be loaded with it; empty: whole. */
  problems: string[];
}

/** The releases of a repository, latest first, each compared with its own manifest. No file of rows is downloaded. */
export async function listReleases(access: HubAccess, repo: string): Promise<ListedRelease[]> {
  checkRepoName(repo);
  try {
    const state = await readRepository(access, repo);
    if (state === null)
      throw new UserError(`hf:${repo} does not exist, or HF_TOKEN may not read it. Check owner and name.`);
    const currentTag = state.head.released?.history[0]?.tag;
    const releases: ListedRelease[] = [];
    for (const tag of versionsOf(state.refs.tags.keys()).map(tagOf)) {
      const commit = state.refs.tags.get(tag) ?? "";
      const dataset = await readRemoteDataset(access, repo, commit);
      const [made] = await readCommits(access, repo, commit, 1);
      releases.push({
        tag,
        commit,
        date: made?.date.toISOString() ?? null,
        rows: dataset.released === null ? {} : rowCounts(dataset.released.manifest),
        isCurrent: tag === currentTag && dataset.released?.digest === state.head.released?.digest,
        problems: listedProblems(dataset),
      });
    }
    return releases;
  } catch (error) {
    throw explainHubError(error, `hf:${repo}`, "read", access);
  }
}

function listedProblems(dataset: RemoteDataset): string[] {
  const { files, released } = dataset;
  if (released === null) return ["it has no manifest of this tool"];
  const { manifest, cardSha256 } = released;
  const own = [...dataFiles(manifest), { path: cardFile }, { path: manifestFile }];
  return [
    ...dataFiles(manifest).flatMap(({ path, sha256, bytes }) => {
      const file = files.get(path);
      if (file === undefined) return [`${path}: missing`];
      const isOther = file.bytes !== bytes || (file.sha256 !== null && file.sha256 !== sha256);
      return isOther ? [otherContent(path)] : [];
    }),
    ...(cardSha256 === manifest.card.sha256 ? [] : [otherContent(cardFile)]),
    ...stalePaths({ ...dataset, released: null }, manifest, own).map(
      (path) => `${path}: would be loaded with the release, and is not of it`,
    ),
  ];
}

function otherContent(path: string): string {
  return `${path}: other content than its manifest says`;
}
