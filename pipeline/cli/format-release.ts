import type { FolderReleasePlan } from "../../stages/push/folder-release.ts";
import { formatFinding, openFindings } from "../../stages/push/gates/check-gates.ts";
import type { GateFinding, GateName } from "../../stages/push/gates/gate.ts";
import {
  changedBytes,
  type FileChange,
  type NewCommit,
  type ReleasePlan,
} from "../../stages/push/release-plan.ts";
import type { PushResult } from "../../stages/push/stage.ts";
import { formatDiff } from "../dataset-diff/format-diff.ts";
import { formatBytes } from "../doctor/format-bytes.ts";

/** Files named in a plan; `--json` has all of them. */
const filesShown = 12;

/** What a push would do, for reading. */
export function formatPlan(plan: ReleasePlan, repo: string): string {
  switch (plan.kind) {
    case "already-released":
      return `hf:${repo} holds this dataset already, as ${plan.tag} (commit ${plan.commit.slice(0, 8)}): there is nothing to send`;
    case "missing-tag":
      return `hf:${repo} holds this dataset in commit ${plan.commit.slice(0, 8)}; its tag ${plan.tag} is left to make`;
    case "open-pull-request":
      return `hf:${repo} has an open pull request with this dataset, ${plan.ref}: merge it, then push again to tag it ${plan.tag}`;
    case "new-commit":
      return formatNewCommit(plan, repo);
  }
}

/** A plan for programs: files by name and size, not with their content. */
export function describePlan(plan: ReleasePlan | FolderReleasePlan): object {
  if (plan.kind === "new-commit") {
    const files = plan.files.map((item) => ({
      change: item.change,
      path: item.path,
      bytes: item.change === "remove" ? 0 : item.file.bytes,
    }));
    return { ...plan, files };
  }
  if (!("local" in plan)) return plan;
  const { local: _, findings: __, ...rest } = plan;
  return { ...rest, files: plan.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })) };
}

function formatNewCommit(plan: NewCommit, repo: string): string {
  return [
    `hf:${repo} ${plan.tag} (${plan.because}), after ${plan.former ?? "nothing"}${plan.parent === null ? "; the repository will be made" : ""}`,
    ...plan.notes.map((note) => `  note: ${note}`),
    `  ${plan.files.length} files differ, ${plan.unchangedFiles} stay; ${formatSending(plan)}`,
    ...formatFiles(plan.files),
    ...(plan.diff === null ? [] : [formatDiff(plan.diff)]),
  ].join("\n");
}

function formatSending(plan: NewCommit): string {
  const all = changedBytes(plan);
  if (plan.bytesToSend >= all) return `${formatBytes(all)} to send`;
  return `${formatBytes(all)} in all, about ${formatBytes(plan.bytesToSend)} of it to send`;
}

function formatFiles(changes: readonly FileChange[]): string[] {
  const more = changes.length - filesShown;
  return [
    ...changes
      .slice(0, filesShown)
      .map((item) =>
        item.change === "remove"
          ? `    remove   ${item.path}`
          : `    ${item.change.padEnd(8)} ${item.path}  ${formatBytes(item.file.bytes)}`,
      ),
    ...(more > 0 ? [`    ${more} more`] : []),
  ];
}

export function formatFolderPlan(
  { kind, tag, because, former, diff, files }: FolderReleasePlan,
  to: string,
): string {
  if (kind === "already-released") return `${to} holds this dataset already, as ${tag}`;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `${to} ${tag} (${because}), after ${former ?? "nothing"}: ${files.length} files, ${formatBytes(bytes)}`,
    ...(diff === null ? [] : [formatDiff(diff)]),
  ].join("\n");
}

/** The gates that did not pass: those in the way, and those that were accepted. */
export function formatFindings(findings: readonly GateFinding[], accepted: readonly GateName[]): string[] {
  const open = openFindings(findings, accepted);
  return [
    ...(open.length > 0 ? ["In the way of the release:", ...open.map(formatFinding)] : []),
    ...findings
      .filter((finding) => !open.includes(finding))
      .map(({ gate, problem }) => `  accepted: ${gate}: ${problem}`),
  ];
}

export function formatPushResult(result: PushResult, repo: string): string {
  const { plan, tag, commit, pullRequest, problems, record } = result;
  if (commit === null)
    return `A pull request waits: ${pullRequest}. Merge it, then push again to tag it ${tag}.`;
  const head = {
    "already-released": `hf:${repo} holds this dataset as ${tag}: nothing was sent`,
    "missing-tag": `hf:${repo} ${tag}: the tag was made, commit ${commit.slice(0, 8)} was there`,
    "open-pull-request": "",
    "new-commit": `hf:${repo} ${tag}: one commit, ${commit.slice(0, 8)}, ${formatBytes(result.sentBytes)} sent`,
  }[plan];
  return [
    head,
    ...(problems.length === 0
      ? ["  read back: every file, hash and row count is as it should be"]
      : ["  read back, and found wrong:", ...problems.map((problem) => `    ${problem}`)]),
    ...(record === null ? [] : [`  record: ${record}`]),
  ].join("\n");
}
