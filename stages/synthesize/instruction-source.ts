import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { errorMessage, UserError } from "../../pipeline/errors.ts";
import { type HubAccess, openHubFile, parseHubAddress } from "./hub-file.ts";

/** Bytes of instructions, and where they are from. */
export interface InstructionSource {
  /** The path as given, or the Hub address with the commit it stood at. */
  name: string;
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * Opens a file, or a file of a data set on the Hub (`hf:OWNER/NAME[@REVISION][:FILE]`).
 * Throws UserError when there is none or it may not be read.
 */
export async function openInstructionSource(source: string, hub: HubAccess): Promise<InstructionSource> {
  if (source.startsWith("hf:")) return await openHubFile(parseHubAddress(source), hub);
  const isFile = await stat(source).then(
    (found) => found.isFile(),
    (cause: unknown) => {
      throw new UserError(
        `${source} cannot be read: ${errorMessage(cause)}. Give a JSON-lines file or hf:OWNER/NAME[@REVISION][:FILE].`,
        { cause },
      );
    },
  );
  if (!isFile) throw new UserError(`${source} is not a file. Give one JSON-lines file.`);
  return { name: source, chunks: createReadStream(source) };
}
