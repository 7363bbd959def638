import { readFile } from "node:fs/promises";
import { BugError } from "../errors.ts";
import type { HubAccess } from "./hub-access.ts";
import { atRevision, hubRequest } from "./hub-request.ts";

/** One change of a commit. Objects named by `put-object` must be stored already. */
export type CommitOperation =
  | { kind: "put-object"; path: string; sha256: string; bytes: number }
  | { kind: "put-content"; path: string; content: ContentSource }
  | { kind: "delete"; path: string };

export type ContentSource = { text: string } | { file: string };

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
  const lines: object[] = [
    { key: "header", value: { summary: title, description, parentCommit: parent } },
    ...(await Promise.all(operations.map(lineOf))),
  ];
  const response = await hubRequest(
    access,
    `/api/datasets/${dataset}/commit/${atRevision("main")}${asPullRequest ? "?create_pr=1" : ""}`,
    {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: lines.map((line) => JSON.stringify(line)).join("\n"),
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

async function lineOf(operation: CommitOperation): Promise<object> {
  const { path } = operation;
  switch (operation.kind) {
    case "put-object":
      return {
        key: "lfsFile",
        value: { path, algo: "sha256", oid: operation.sha256, size: operation.bytes },
      };
    case "put-content": {
      const { content } = operation;
      const bytes = "text" in content ? Buffer.from(content.text) : await readFile(content.file);
      return { key: "file", value: { path, content: bytes.toString("base64"), encoding: "base64" } };
    }
    case "delete":
      return { key: "deletedFile", value: { path } };
  }
}
