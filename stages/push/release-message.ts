import type { RemoteCommit } from "../../pipeline/hub/repository.ts";

const marker = "Dataset-Digest:";

/** What a release's commit says. The digest tells an interrupted push its own commit. */
export function releaseMessage(
  tag: string,
  digest: string,
  changes: string,
): { title: string; description: string } {
  return { title: `Release ${tag}`, description: `${changes}\n\n${marker} ${digest}` };
}

/** The tag that a commit was made for when it brought this dataset; null for any other commit. */
export function releasedTagOf(
  { title, message }: Pick<RemoteCommit, "title" | "message">,
  digest: string,
): string | null {
  if (!`${title}\n${message}`.includes(`${marker} ${digest}`)) return null;
  return /^Release (v\d+\.\d+\.\d+)\b/.exec(title)?.[1] ?? null;
}
