import { datasetInfo, downloadFile, HubApiError, listFiles } from "@huggingface/hub";
import { CurateError, errorMessage, UserError } from "../../pipeline/errors.ts";

/** How the Hub is reached. */
export interface HubAccess {
  fetch: typeof fetch;
  /** Default: https://huggingface.co */
  hubUrl?: string;
  /** Begins with hf_; for private and gated data sets. */
  accessToken?: string;
  signal: AbortSignal;
}

interface HubAddress {
  /** OWNER/NAME */
  dataset: string;
  /** Branch, tag or commit. */
  revision: string;
  /** Path in the data set; null: its only JSON-lines file. */
  file: string | null;
}

/** A request that has not ended by then is given up. */
const requestLimitMs = 300_000;

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

/** Opens a file of a data set at the commit its revision stands for now. Throws UserError naming what is missing. */
export async function openHubFile(
  address: HubAddress,
  access: HubAccess,
): Promise<{ name: string; chunks: AsyncIterable<Uint8Array> }> {
  const { dataset } = address;
  const options = {
    fetch: limitedFetch(access),
    ...(access.hubUrl !== undefined && { hubUrl: access.hubUrl }),
    ...(access.accessToken !== undefined && { accessToken: access.accessToken }),
  };
  try {
    const { sha } = await datasetInfo({
      ...options,
      name: dataset,
      revision: address.revision,
      additionalFields: ["sha"],
    });
    const at = { ...options, repo: { type: "dataset", name: dataset }, revision: sha } as const;
    const path =
      address.file ?? onlyJsonLines(dataset, await Array.fromAsync(listFiles({ ...at, recursive: true })));
    const blob = await downloadFile({ ...at, path });
    if (blob === null)
      throw new UserError(
        `hf:${dataset}@${address.revision} has no file ${path}. Check the name after the colon.`,
      );
    return { name: `hf:${dataset}@${sha}:${path}`, chunks: withContext(blob.stream(), address, access) };
  } catch (error) {
    throw explain(error, address, access);
  }
}

function onlyJsonLines(dataset: string, files: readonly { type: string; path: string }[]): string {
  const found = files.flatMap(({ type, path }) => (type === "file" && path.endsWith(".jsonl") ? [path] : []));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UserError(
    only === undefined
      ? `hf:${dataset} has no .jsonl file. Name a JSON-lines file after a colon: hf:${dataset}:FILE.`
      : `hf:${dataset} has ${found.length} .jsonl files. Name one after a colon: ${found.slice(0, 10).join(", ")}.`,
  );
}

function limitedFetch({ fetch, signal }: HubAccess): typeof globalThis.fetch {
  return (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(requestLimitMs)]) });
}

/** The bytes of a download, whose errors come while it is read. */
async function* withContext(
  chunks: AsyncIterable<Uint8Array>,
  address: HubAddress,
  access: HubAccess,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw explain(error, address, access);
  }
}

function explain(error: unknown, { dataset, revision }: HubAddress, access: HubAccess): unknown {
  if (error instanceof CurateError) return error;
  return new UserError(`hf:${dataset}@${revision} cannot be read: ${remedyOf(error, access)}`, {
    cause: error,
  });
}

function remedyOf(error: unknown, { accessToken }: HubAccess): string {
  if (!(error instanceof HubApiError))
    return `${errorMessage(error)}. Check the network and the address of the Hub, then run the same command again.`;
  switch (error.statusCode) {
    case 401:
    case 403:
      return accessToken === undefined
        ? "the Hub asks who you are: the data set is private, gated or not there. Set HF_TOKEN to a token that may read it."
        : "the token may not read it. Ask for access on the data set's page, or use another token.";
    case 404:
      return `the Hub does not have it (${error.message}). Check owner, name and revision.`;
    default:
      return `the Hub answered ${error.statusCode} (${error.message}). Run the same command again later.`;
  }
}
