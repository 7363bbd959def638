import type { AsyncBuffer } from "hyparquet";
import { InfrastructureError } from "../errors.ts";
import type { HubAccess } from "./hub-access.ts";
import { atRevision, hubRequest } from "./hub-request.ts";
import type { RemoteFile } from "./repository.ts";

/** A file of a data set at a revision. */
export interface RemotePlace {
  access: HubAccess;
  dataset: string;
  revision: string;
}

/** A download that breaks off is taken up again where it stood, so often. */
const resumptions = 5;

/** The bytes of a file, in order. A connection lost on the way is taken up at the byte where it was lost. */
export async function* readRemoteFile(
  { access, dataset, revision }: RemotePlace,
  { path, bytes }: Pick<RemoteFile, "path" | "bytes">,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (let lost = 0; position < bytes; lost++) {
    try {
      const response = await requestRange({ access, dataset, revision }, path, position, bytes);
      for await (const chunk of response.body ?? []) {
        position += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (access.signal.aborted || !isLostConnection(error)) throw error;
    }
    if (position < bytes && lost === resumptions)
      throw new InfrastructureError(
        `${dataset}/${path}: the download broke off ${lost + 1} times, at last after ${position} of ${bytes} bytes. Run the same command again.`,
      );
  }
  if (position > bytes)
    throw new InfrastructureError(`${dataset}/${path}: ${position} bytes came, the Hub lists ${bytes}.`);
}

/** A small file's content. */
export async function readRemoteBytes(
  place: RemotePlace,
  file: Pick<RemoteFile, "path" | "bytes">,
): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(readRemoteFile(place, file)));
}

/** A small file's text. */
export async function readRemoteText(
  place: RemotePlace,
  file: Pick<RemoteFile, "path" | "bytes">,
): Promise<string> {
  return (await readRemoteBytes(place, file)).toString("utf8");
}

/** A file to be read in pieces. */
export function remoteRanges(place: RemotePlace, { path, bytes }: RemoteFile): AsyncBuffer {
  return {
    byteLength: bytes,
    slice: async (start, end) =>
      (await requestRange(place, path, start, Math.min(end ?? bytes, bytes))).arrayBuffer(),
  };
}

function requestRange(
  { access, dataset, revision }: RemotePlace,
  path: string,
  start: number,
  end: number,
): Promise<Response> {
  return hubRequest(access, `/datasets/${dataset}/resolve/${atRevision(revision, path)}`, {
    headers: { range: `bytes=${start}-${end - 1}` },
  });
}

/** What `fetch` throws when a connection ends; a refusal is another error. */
function isLostConnection(error: unknown): boolean {
  return error instanceof TypeError;
}
