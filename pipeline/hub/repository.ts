import { HubApiError, listCommits, listFiles } from "@huggingface/hub";
import { BugError } from "../errors.ts";
import { clientOptions, type HubAccess } from "./hub-access.ts";
import { atRevision, hubRequest } from "./hub-request.ts";

/** What the names of a data set repository stand for. */
export interface RepositoryRefs {
  /** Commit of `main`. */
  head: string;
  /** Commit of each tag. */
  tags: ReadonlyMap<string, string>;
  /** Commit of each open pull request, by its ref: `refs/pr/1`. */
  pullRequests: ReadonlyMap<string, string>;
}

/** A file at some revision. The Hub knows large files by their SHA-256, small ones by their git id. */
export interface RemoteFile {
  path: string;
  bytes: number;
  sha256: string | null;
  /** SHA-1 of `blob <bytes>\0<content>`; of a large file: of its pointer. */
  gitId: string;
}

export interface RemoteCommit {
  oid: string;
  title: string;
  message: string;
  date: Date;
}

/** Null when the repository does not exist, or not for this token. */
export async function readRefs(access: HubAccess, dataset: string): Promise<RepositoryRefs | null> {
  let value: { branches?: unknown; tags?: unknown; pullRequests?: unknown };
  try {
    value = Object(await (await hubRequest(access, `/api/datasets/${dataset}/refs?include_prs=1`)).json());
  } catch (error) {
    if (isStatus(error, 404) || (isStatus(error, 401) && access.accessToken === undefined)) return null;
    throw error;
  }
  const head = refsOf(value.branches, "name").get("main");
  if (head === undefined) throw new BugError(`${dataset} has no branch main`);
  return { head, tags: refsOf(value.tags, "name"), pullRequests: refsOf(value.pullRequests, "ref") };
}

function refsOf(list: unknown, key: "name" | "ref"): Map<string, string> {
  const refs: unknown[] = Array.isArray(list) ? list : [];
  return new Map(refs.map((ref) => [String(Object(ref)[key]), String(Object(ref).targetCommit)]));
}

/** Every file at a revision, by path. */
export async function readTree(
  access: HubAccess,
  dataset: string,
  revision: string,
): Promise<Map<string, RemoteFile>> {
  const files = new Map<string, RemoteFile>();
  const repo = { type: "dataset", name: dataset } as const;
  // the client does not encode the revision
  const at = { ...clientOptions(access), repo, revision: atRevision(revision), recursive: true };
  for await (const { type, path, size, oid, lfs } of listFiles(at))
    if (type === "file")
      files.set(path, { path, bytes: lfs?.size ?? size, sha256: lfs?.oid ?? null, gitId: oid ?? "" });
  return files;
}

/** The latest commits of a revision, newest first. */
export async function readCommits(
  access: HubAccess,
  dataset: string,
  revision: string,
  limit: number,
): Promise<RemoteCommit[]> {
  const commits: RemoteCommit[] = [];
  const repo = { type: "dataset", name: dataset } as const;
  for await (const { oid, title, message, date } of listCommits({
    ...clientOptions(access),
    repo,
    revision: atRevision(revision),
  })) {
    commits.push({ oid, title, message, date });
    if (commits.length === limit) break;
  }
  return commits;
}

export function isStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return error instanceof HubApiError && statuses.includes(error.statusCode);
}
