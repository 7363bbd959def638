import { BugError } from "../errors.ts";
import { type CommitOperation, commitBody } from "./commit-body.ts";
import type { HubAccess } from "./hub-access.ts";
import { atRevision, hubRequest } from "./hub-request.ts";

export interface CommitRequest {
  title: string;
  description: string;
  /** The commit is refused (412) when the branch has moved from here. */
  parent: string;
  operations: readonly CommitOperation[];
  /** Opens a pull request instead of moving `main`. */
  asPullRequest: boolean;
}

export interface PostedCommit {
  oid: string;
  /** null for a commit on `main` */
  pullRequestUrl: string | null;
}

/**
 * Makes one commit of all operations: all of them or none take effect. The client's own commit cannot name objects that
 * are stored already without reading their bytes. Throws HubApiError; after a lost answer the caller must read back.
 */
export async function postCommit(
  access: HubAccess,
  dataset: string,
  { title, description, parent, operations, asPullRequest }: CommitRequest,
): Promise<PostedCommit> {
  const header = { summary: title, description, parentCommit: parent };
  const response = await hubRequest(
    access,
    `/api/datasets/${dataset}/commit/${atRevision("main")}${asPullRequest ? "?create_pr=1" : ""}`,
    {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: commitBody(header, operations),
    },
  );
  const answer: { commitOid?: unknown; pullRequestUrl?: unknown } = Object(await response.json());
  if (typeof answer.commitOid !== "string")
    throw new BugError("The Hub's answer to a commit names no commit");
  return {
    oid: answer.commitOid,
    pullRequestUrl: typeof answer.pullRequestUrl === "string" ? answer.pullRequestUrl : null,
  };
}
