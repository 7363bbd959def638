import { datasetInfo, downloadFile, listFiles } from "@huggingface/hub";
import { UserError } from "../../pipeline/errors.ts";
import { explainHubError } from "../../pipeline/hub/explain-hub-error.ts";
import { clientOptions, type HubAccess } from "../../pipeline/hub/hub-access.ts";
import type { HubAddress } from "../../pipeline/hub/hub-address.ts";

/** A file on the Hub at one commit. Nothing of it is read before it is asked for. */
export interface HubFile {
  /** Its address with the commit. */
  name: string;
  /** All of it, from the beginning. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Parts of it. */
  bytes: { byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> };
}

/** Opens a file of a data set at the commit its revision stands for now. Throws UserError naming what is missing. */
export async function openHubFile(address: HubAddress, access: HubAccess): Promise<HubFile> {
  const { dataset } = address;
  const options = clientOptions(access);
  try {
    const { sha } = await datasetInfo({
      ...options,
      name: dataset,
      revision: address.revision,
      additionalFields: ["sha"],
    });
    const at = { ...options, repo: { type: "dataset", name: dataset }, revision: sha } as const;
    const path =
      address.file ?? onlyDataFile(dataset, await Array.fromAsync(listFiles({ ...at, recursive: true })));
    const blob = await downloadFile({ ...at, path });
    if (blob === null)
      throw new UserError(
        `hf:${dataset}@${address.revision} has no file ${path}. Check the name after the colon.`,
      );
    return {
      name: `hf:${dataset}@${sha}:${path}`,
      chunks: () => withContext(blob.stream(), address, access),
      bytes: {
        byteLength: blob.size,
        slice: (start, end) =>
          blob
            .slice(start, end)
            .arrayBuffer()
            .catch((error: unknown) => {
              throw explain(error, address, access);
            }),
      },
    };
  } catch (error) {
    throw explain(error, address, access);
  }
}

/** The one file of instructions that a data set has: of JSON lines, or else of Parquet. */
function onlyDataFile(dataset: string, files: readonly { type: string; path: string }[]): string {
  const endingIn = (ending: string): string[] =>
    files.flatMap(({ type, path }) => (type === "file" && path.endsWith(ending) ? [path] : []));
  const found = [endingIn(".jsonl"), endingIn(".parquet")].find((paths) => paths.length > 0) ?? [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UserError(
    only === undefined
      ? `hf:${dataset} has no .jsonl and no .parquet file. Name one after a colon: hf:${dataset}:FILE.`
      : `hf:${dataset} has ${found.length} files that may be meant. Name one after a colon: ${found.slice(0, 10).join(", ")}.`,
  );
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
  return explainHubError(error, `hf:${dataset}@${revision}`, "read", access);
}
