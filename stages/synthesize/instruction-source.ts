import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { ParquetReader } from "../../pipeline/dataset/read-parquet.ts";
import { errorMessage, UserError } from "../../pipeline/errors.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { parseHubAddress } from "../../pipeline/hub/hub-address.ts";
import { openHubFile } from "./hub-file.ts";
import { readJsonLines, readParquetRows, type SourceRecord } from "./source-records.ts";

/** Records of instructions, and where they are from. */
export interface InstructionSource {
  /** The path as given, or the Hub address with the commit it stood at. */
  name: string;
  /** What its records are counted by. */
  unit: "line" | "row";
  records: AsyncIterable<SourceRecord>;
}

/** The first and the last bytes of every Parquet file. */
const parquetMark = "PAR1";

/**
 * Opens a file, or a file of a data set on the Hub (`hf:OWNER/NAME[@REVISION][:FILE]`): Parquet, or else JSON lines.
 * Throws UserError when there is none or it may not be read.
 */
export async function openInstructionSource(source: string, hub: HubAccess): Promise<InstructionSource> {
  if (!source.startsWith("hf:")) return await openLocalFile(source);
  const { name, chunks, bytes } = await openHubFile(parseHubAddress(source), hub);
  if (name.endsWith(".parquet"))
    return { name, unit: "row", records: readParquetRows(() => ParquetReader.ofRanges(bytes), name) };
  return { name, unit: "line", records: readJsonLines(chunks()) };
}

async function openLocalFile(path: string): Promise<InstructionSource> {
  const { isFile, isParquet } = await describeFile(path).catch((cause: unknown) => {
    throw new UserError(
      `${path} cannot be read: ${errorMessage(cause)}. Give a JSON-lines or Parquet file, or hf:OWNER/NAME[@REVISION][:FILE].`,
      { cause },
    );
  });
  if (!isFile) throw new UserError(`${path} is not a file. Give one JSON-lines or Parquet file.`);
  if (isParquet)
    return { name: path, unit: "row", records: readParquetRows(() => ParquetReader.open(path), path) };
  return { name: path, unit: "line", records: readJsonLines(createReadStream(path)) };
}

async function describeFile(path: string): Promise<{ isFile: boolean; isParquet: boolean }> {
  if (!(await stat(path)).isFile()) return { isFile: false, isParquet: false };
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(parquetMark.length), 0, parquetMark.length, 0);
  return { isFile: true, isParquet: buffer.subarray(0, bytesRead).toString("latin1") === parquetMark };
}
