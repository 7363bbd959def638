import { errorMessage, InfrastructureError, UserError } from "../../pipeline/errors.ts";
import { createTag } from "../../pipeline/hub/create-tag.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { isStatus, readRefs } from "../../pipeline/hub/repository.ts";

const refused = [400, 401, 403, 404];
const attempts = 3;

/** Gives a commit its tag exactly once. A lost answer, or a tag that exists, is read back: on this commit it is ours. */
export async function landTag(
  access: HubAccess,
  repo: string,
  tag: { name: string; commit: string; message: string },
): Promise<void> {
  let last: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      return await createTag(access, repo, tag);
    } catch (error) {
      if (access.signal.aborted || isStatus(error, ...refused))
        throw explainHubError(error, `hf:${repo}`, "written", access);
      last = error;
    }
    const found = await readTag(access, repo, tag.name);
    if (found === tag.commit) return;
    if (found !== null)
      throw new UserError(
        `hf:${repo}: tag ${tag.name} is on another commit, ${found.slice(0, 8)}. The commit ${tag.commit.slice(0, 8)} is on main without a tag. Push with --bump patch to release it under the next version.`,
      );
  }
  throw new InfrastructureError(
    `hf:${repo}: commit ${tag.commit.slice(0, 8)} took place, but its tag ${tag.name} could not be made (${errorMessage(last)}). Push again: only the tag is left to do.`,
    { cause: last },
  );
}

async function readTag(access: HubAccess, repo: string, name: string): Promise<string | null> {
  try {
    return (await readRefs(access, repo))?.tags.get(name) ?? null;
  } catch (error) {
    throw new InfrastructureError(
      `hf:${repo}: whether the tag ${name} was made could not be read back (${errorMessage(error)}). Push again: it looks before it does anything.`,
      { cause: error },
    );
  }
}
