import { UserError } from "../../pipeline/errors.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { hubRequest } from "../../pipeline/hub/hub-request.ts";
import { isStatus } from "../../pipeline/hub/repository.ts";
import { readTokenRights, type TokenRights } from "../../pipeline/hub/token-rights.ts";

/** Refuses a missing token, one of another kind, and one that may not write the repository. */
export async function checkWriter(access: HubAccess, repo: string): Promise<void> {
  const { accessToken } = access;
  if (accessToken === undefined)
    throw new UserError(
      `hf:${repo} cannot be written without a token. Set HF_TOKEN to one with the right to write, from the Hub's settings.`,
    );
  if (!accessToken.startsWith("hf_"))
    throw new UserError(
      'HF_TOKEN is no token of the Hub: those begin with "hf_". Set it to one of the Hub\'s settings.',
    );
  let rights: TokenRights;
  try {
    rights = await readTokenRights(access);
  } catch (error) {
    throw explainHubError(error, `hf:${repo}`, "written", access);
  }
  if (rights.role === "read")
    throw new UserError(
      `hf:${repo} cannot be written: HF_TOKEN may only read. Set it to a token with the right to write, from the Hub's settings.`,
    );
  if (rights.writable !== null && !isCovered(repo, rights.writable))
    throw new UserError(
      `hf:${repo} cannot be written: HF_TOKEN is a fine-grained token that may write ${rights.writable.join(", ") || "nothing"}. Give it the right to write ${repo} or the repositories of ${repo.split("/")[0]}, in the Hub's settings.`,
    );
}

/** Whether the right to write covers a repository: by its own name, or by its owner's. */
function isCovered(repo: string, writable: readonly string[]): boolean {
  const [owner = ""] = repo.split("/");
  return [repo, owner].some((name) => writable.some((given) => given.toLowerCase() === name.toLowerCase()));
}

/** Refuses a name that stands for something else than a data set. */
export async function checkType(access: HubAccess, repo: string): Promise<void> {
  for (const type of ["models", "spaces"]) {
    try {
      await hubRequest(access, `/api/${type}/${repo}`);
    } catch (error) {
      if (isStatus(error, 401, 403, 404)) continue;
      throw explainHubError(error, `hf:${repo}`, "read", access);
    }
    throw new UserError(
      `${repo} is one of the Hub's ${type}, and no data set has that name. Choose another name for the data set, or create it on the Hub's site first.`,
    );
  }
}
