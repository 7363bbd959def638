import { UserError } from "../errors.ts";

export interface HubAddress {
  /** OWNER/NAME */
  dataset: string;
  /** Branch, tag or commit. */
  revision: string;
  /** Path in the data set; null: not named. */
  file: string | null;
}

/** Reads `hf:OWNER/NAME[@REVISION][:FILE]`. Throws UserError on anything else. */
export function parseHubAddress(source: string): HubAddress {
  const match = /^hf:([\w.-]+\/[\w.-]+)(?:@([^:\s]+))?(?::(\S.*))?$/.exec(source);
  const [, dataset, revision, file] = match ?? [];
  if (dataset === undefined)
    throw new UserError(
      `${JSON.stringify(source)} is no Hub address. Write hf:OWNER/NAME[@REVISION][:FILE], such as hf:my-org/my-set@v1.0.0:train.jsonl.`,
    );
  return { dataset, revision: revision ?? "main", file: file ?? null };
}

const namePart = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;

/** Checks the name of a repository: `OWNER/NAME`, as the Hub names them. Throws UserError. */
export function checkRepoName(name: string): string {
  const parts = name.split("/");
  if (parts.length === 2 && parts.every((part) => namePart.test(part)) && !name.endsWith(".git")) return name;
  const rule =
    parts.length === 2
      ? 'owner and name are up to 96 letters, digits, "-", "_" and ".", without "--" or ".." and not ending with ".git"'
      : `it has ${parts.length - 1} slashes and must have one`;
  throw new UserError(
    `${JSON.stringify(name)} cannot name a repository: ${rule}. Write OWNER/NAME, such as my-org/my-set.`,
  );
}
