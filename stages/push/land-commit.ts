import { HubApiError } from "@huggingface/hub";
import { errorMessage, InfrastructureError, UserError } from "../../pipeline/errors.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { type CommitRequest, type PostedCommit, postCommit } from "../../pipeline/hub/post-commit.ts";
import { isStatus, readCommits, readRefs } from "../../pipeline/hub/repository.ts";

/** A commit refused because of what it says: sending it again would change nothing. */
const refused = [400, 401, 403, 404, 405, 413, 415, 422];
const attempts = 3;
const commitsSearched = 50;

/**
 * Makes a commit exactly once. Its parent is part of it, so the Hub takes it once at most; when the answer is lost, the
 * branch is read back: it still stands where it stood (sent again), holds our commit (done), or another's (told).
 */
export async function landCommit(
  access: HubAccess,
  repo: string,
  request: CommitRequest,
  isOurs: (commit: { title: string; message: string }) => boolean,
): Promise<PostedCommit> {
  let last: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      return await postCommit(access, repo, request);
    } catch (error) {
      if (access.signal.aborted || isStatus(error, ...refused))
        throw explainHubError(error, `hf:${repo}`, "written", access);
      last = error;
    }
    const landed = await readBack(access, repo, request, isOurs);
    if (landed !== null) return landed;
  }
  throw new InfrastructureError(
    `hf:${repo}: the commit did not take place (${errorMessage(last)}). The repository is as it was. Push again: what was sent is kept.`,
    { cause: last },
  );
}

/** Our commit, if it took place; null when nothing did. */
async function readBack(
  access: HubAccess,
  repo: string,
  { parent, asPullRequest }: CommitRequest,
  isOurs: (commit: { title: string; message: string }) => boolean,
): Promise<PostedCommit | null> {
  try {
    const refs = await readRefs(access, repo);
    if (refs === null) throw new UserError(`hf:${repo} is gone. Check the name, then push again.`);
    if (asPullRequest) {
      for (const [ref, commit] of refs.pullRequests) {
        const [top] = await readCommits(access, repo, commit, 1);
        if (top !== undefined && isOurs(top)) return { oid: commit, pullRequestUrl: ref };
      }
    }
    if (refs.head === parent) return null;
    const commits = await readCommits(access, repo, refs.head, commitsSearched);
    const since = commits.slice(
      0,
      Math.max(
        0,
        commits.findIndex(({ oid }) => oid === parent),
      ),
    );
    const ours = since.find(isOurs);
    if (ours !== undefined) return { oid: ours.oid, pullRequestUrl: null };
    throw new UserError(
      `hf:${repo}: another has pushed meanwhile (${since.map(({ oid, title }) => `${oid.slice(0, 8)} ${JSON.stringify(title)}`).join(", ") || refs.head.slice(0, 8)}). Nothing of this release took place. Push again: it plans on what is there now.`,
    );
  } catch (error) {
    if (error instanceof HubApiError || error instanceof TypeError)
      throw new InfrastructureError(
        `hf:${repo}: whether the commit took place could not be read back (${errorMessage(error)}). Push again: it looks before it does anything.`,
        { cause: error },
      );
    throw error;
  }
}
