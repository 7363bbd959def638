import { createRepo } from "@huggingface/hub";
import { countChanges } from "../../pipeline/dataset-diff/dataset-diff.ts";
import { UserError } from "../../pipeline/errors.ts";
import { countSent } from "../../pipeline/hub/count-sent.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import { clientOptions, type HubAccess } from "../../pipeline/hub/hub-access.ts";
import { checkRepoName } from "../../pipeline/hub/hub-address.ts";
import { checkType, checkWriter } from "./check-target.ts";
import { checkGates } from "./gates/check-gates.ts";
import type { GateFinding, GateName } from "./gates/gate.ts";
import { landCommit } from "./land-commit.ts";
import { landTag } from "./land-tag.ts";
import { type LocalDataset, readLocalDataset, releaseFiles, rowCounts } from "./local-dataset.ts";
import { inWords, planRelease } from "./plan-release.ts";
import type { VersionChoice } from "./propose-version.ts";
import { releasedTagOf, releaseMessage } from "./release-message.ts";
import { changedBytes, type NewCommit, type ReleasePlan } from "./release-plan.ts";
import { type Release, readRecord, recordPath, writeRecord } from "./release-record.ts";
import { type RepositoryState, readRemoteDataset, readRepository } from "./repository-state.ts";
import { sendObjects } from "./send-objects.ts";
import { verifyRelease } from "./verify-release.ts";

/** What happens on the way. */
export type PushEvent =
  | { event: "sending"; sentBytes: number; bytes: number }
  | { event: "committed"; commit: string }
  | { event: "tagged"; tag: string }
  | { event: "reading-back"; path: string };

export interface PushOptions {
  access: HubAccess;
  /** OWNER/NAME */
  repo: string;
  /** The dataset's folder. */
  dir: string;
  choice: VersionChoice;
  /** Opens a pull request; the tag follows when it is merged and the same push runs again. */
  asPullRequest: boolean;
  /** Of a repository that is made by this push (default: as its owner has set). */
  visibility?: "private";
  /** Nothing will be written: no token is needed. */
  dryRun: boolean;
  /** Whether every row is loaded through the Hub when the release has landed. */
  loadRows: boolean;
  secrets: readonly { name: string; value: string }[];
  /** Checks a dataset folder against its manifest; returns what is wrong. */
  verify(dir: string): Promise<string[]>;
  now(): Date;
}

/** What a push would do and what speaks against it. Nothing was written for it. */
export interface PreparedPush {
  local: LocalDataset;
  state: RepositoryState | null;
  plan: ReleasePlan;
  /** Empty when nothing new would be released. */
  findings: GateFinding[];
}

export interface PushResult {
  plan: ReleasePlan["kind"];
  tag: string;
  /** Null while a pull request waits. */
  commit: string | null;
  pullRequest: string | null;
  /** Bytes that went over the network. */
  sentBytes: number;
  /** What was found wrong when the release was read back. */
  problems: string[];
  /** The release's record in the run; null when the dataset lies in no run. */
  record: string | null;
}

/** Looks at the dataset and at the Hub. Throws UserError on anything that the user must mend before a plan can be made. */
export async function preparePush(options: PushOptions): Promise<PreparedPush> {
  const { access, dryRun, choice } = options;
  const repo = checkRepoName(options.repo);
  const local = await readLocalDataset(options.dir);
  if (!dryRun) await checkWriter(access, repo);
  try {
    const state = await readRepository(access, repo);
    if (state === null) await checkType(access, repo);
    if (state === null && options.asPullRequest)
      throw new UserError(
        `hf:${repo} does not exist: there is nothing to ask to pull into. Push without --pr first.`,
      );
    const plan = await planRelease({ access, repo, local, state, choice, now: options.now() });
    const gates = { ...options, signal: access.signal, local, head: state?.head ?? null };
    return { local, state, plan, findings: plan.kind === "new-commit" ? await checkGates(gates) : [] };
  } catch (error) {
    throw explainHubError(error, `hf:${repo}`, "read", access);
  }
}

/**
 * Does what was planned: one commit, its tag, and a look at what landed. Whatever interrupts it, the repository holds the
 * former release or this one, whole, and the same push goes on from there. Gates must have been settled by the caller.
 */
export async function executePush(
  options: PushOptions,
  prepared: PreparedPush,
  accepted: readonly GateName[],
  onEvent: (event: PushEvent) => void,
): Promise<PushResult> {
  const { access, repo } = options;
  const { plan, local } = prepared;
  try {
    if (plan.kind === "open-pull-request")
      return { ...nothingSent, plan: plan.kind, tag: plan.tag, commit: null, pullRequest: plan.ref };
    if (plan.kind === "new-commit") return await release(options, prepared, plan, accepted, onEvent);
    if (plan.kind === "missing-tag") await placeTag(options, local, plan, onEvent);
    return await readBack(
      options,
      prepared,
      { ...plan, accepted, former: null, sent: null, sentBytes: 0 },
      onEvent,
    );
  } catch (error) {
    throw explainHubError(error, `hf:${repo}`, "written", access);
  }
}

const nothingSent = { sentBytes: 0, problems: [], record: null };

async function release(
  options: PushOptions,
  prepared: PreparedPush,
  plan: NewCommit,
  accepted: readonly GateName[],
  onEvent: (event: PushEvent) => void,
): Promise<PushResult> {
  const { access, repo, asPullRequest } = options;
  const { local, state } = prepared;
  const parent = plan.parent ?? (await makeRepository(options));
  const bytes = changedBytes(plan);
  const counted = countSent(access);
  const operations = await sendObjects({
    access: counted.access,
    repo,
    changes: plan.files,
    head: state?.head ?? null,
    onProgress: (sentBytes) => onEvent({ event: "sending", sentBytes, bytes }),
  });
  const message = releaseMessage(plan.tag, local.digest, inWords(plan.diff));
  const posted = await landCommit(
    counted.access,
    repo,
    { ...message, parent, operations, asPullRequest },
    (commit) => releasedTagOf(commit, local.digest) === plan.tag,
  );
  onEvent({ event: "committed", commit: posted.oid });
  if (asPullRequest)
    return {
      ...nothingSent,
      sentBytes: counted.sentBytes(),
      plan: plan.kind,
      tag: plan.tag,
      commit: null,
      pullRequest: posted.pullRequestUrl,
    };
  const landed = { kind: plan.kind, tag: plan.tag, commit: posted.oid };
  await placeTag(options, local, landed, onEvent);
  const { former } = plan;
  return await readBack(
    options,
    prepared,
    { ...landed, accepted, former, sent: plan, sentBytes: counted.sentBytes() },
    onEvent,
  );
}

/** Returns the commit that a new repository begins with. */
async function makeRepository({ access, repo, visibility }: PushOptions): Promise<string> {
  const { accessToken = "", ...client } = clientOptions(access);
  const wish = { ...client, accessToken, repo: { type: "dataset", name: repo } as const };
  const refused: unknown = await createRepo({ ...wish, ...(visibility && { visibility }) }).then(
    () => null,
    (error: unknown) => error,
  );
  // a lost answer, or another's push: what counts is whether it is there
  const state = await readRepository(access, repo);
  if (state !== null) return state.refs.head;
  throw refused ?? new UserError(`hf:${repo} was made, and is not there. Push again.`);
}

async function placeTag(
  { access, repo }: PushOptions,
  local: LocalDataset,
  { tag, commit }: { tag: string; commit: string },
  onEvent: (event: PushEvent) => void,
): Promise<void> {
  await landTag(access, repo, { name: tag, commit, message: tagMessage(local) });
  onEvent({ event: "tagged", tag });
}

/** A tag's notes: what a user of the dataset wants to know before loading it. */
function tagMessage({ manifest, digest }: LocalDataset): string {
  const rows = Object.entries(rowCounts(manifest)).map(([split, count]) => `${split}: ${count} rows`);
  return [
    `${manifest.name}${manifest.label === null ? "" : ` (${manifest.label})`}`,
    ...rows,
    `Dataset-Digest: ${digest}`,
  ].join("\n");
}

interface LandedRelease {
  kind: ReleasePlan["kind"];
  tag: string;
  commit: string;
  former: string | null;
  accepted: readonly GateName[];
  /** What this push sent; null when it was there before. */
  sent: NewCommit | null;
  /** Bytes that went over the network. */
  sentBytes: number;
}

/** Looks at what landed, and keeps the record of it. A release found whole before is not downloaded again. */
async function readBack(
  options: PushOptions,
  { local }: PreparedPush,
  landed: LandedRelease,
  onEvent: (event: PushEvent) => void,
): Promise<PushResult> {
  const { access, repo, dir } = options;
  const { tag, commit, sent, sentBytes } = landed;
  const path = await recordPath(dir, repo, tag);
  const record = path === null ? null : await readRecord(path);
  const isKnownWhole = record !== null && record.commit === commit && record.verified.problems.length === 0;
  const place = { access, dataset: repo, revision: tag };
  const { released } = await readRemoteDataset(access, repo, tag);
  const files = releaseFiles(local, released?.history ?? []);
  const fresh = new Set(sent?.files.flatMap((item) => (item.change === "remove" ? [] : [item.path])));
  const problems = await verifyRelease({
    place,
    manifest: local.manifest,
    files,
    download: isKnownWhole ? [] : sent === null ? files : files.filter(({ path }) => fresh.has(path)),
    loadRows: options.loadRows,
    onFile: (file) => onEvent({ event: "reading-back", path: file }),
  });
  const verified = { at: options.now().toISOString(), problems };
  if (path !== null)
    await writeRecord(path, {
      ...(isKnownWhole ? record : recordOf(options, local, { ...landed, files })),
      verified,
    });
  return { plan: landed.kind, tag, commit, pullRequest: null, sentBytes, problems, record: path };
}

function recordOf(
  { repo, now }: PushOptions,
  { manifest, digest }: LocalDataset,
  landed: LandedRelease & { files: ReturnType<typeof releaseFiles> },
): Omit<Release, "verified"> {
  const { tag, former, commit, files, sentBytes, accepted, sent } = landed;
  return {
    schema: "release.v1",
    target: `hf:${repo}`,
    version: tag,
    former,
    commit,
    releasedAt: now().toISOString(),
    dataset: manifest.name,
    datasetDigest: digest,
    rows: rowCounts(manifest),
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    changes: sent === null || sent.diff === null ? null : countChanges(sent.diff),
    sentBytes,
    accepted: [...accepted],
  };
}
