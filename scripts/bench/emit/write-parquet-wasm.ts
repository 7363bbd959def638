import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { RecordBatch, Struct, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import {
  Compression,
  transformParquetStream,
  Table as WasmTable,
  WriterPropertiesBuilder,
} from "parquet-wasm";
import type { IdentifiedRow, Row } from "../../../pipeline/dataset/row.ts";
import { RowHasher } from "../../../pipeline/dataset/row-hash.ts";
import { sftSchema } from "../../../stages/emit/configs/sft.ts";
import { encodeRow } from "../../../stages/emit/parquet/encode-row.ts";

const rowsPerBatch = 128;
/** As many rows as our groups hold on average. */
const rowsPerGroup = 256;

/**
 * Writes rows with apache-arrow and parquet-wasm as a stream, with zstd; checks and hashes what our writer does, as a
 * manifest holds it. Returns the file's bytes.
 */
export async function writeParquetWasm(rows: AsyncIterable<IdentifiedRow>, dir: string): Promise<number> {
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(rowsPerGroup)
    .build();
  const batches = wasmBatches(rows);
  const stream = new ReadableStream({
    async pull(controller) {
      const next = await batches.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
  const parquet = await transformParquetStream(stream, properties);
  await using file = await open(join(dir, "rows.parquet"), "w");
  const fileHash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of parquet) {
    fileHash.update(chunk);
    await file.appendFile(chunk);
    bytes += chunk.length;
  }
  await file.sync();
  fileHash.digest("hex");
  return bytes;
}

async function* wasmBatches(rows: AsyncIterable<IdentifiedRow>) {
  const rowHashes = new RowHasher();
  let pending: Row[] = [];
  for await (const identified of rows) {
    const { row } = encodeRow(identified, sftSchema);
    rowHashes.add(row);
    pending.push(row);
    if (pending.length < rowsPerBatch) continue;
    yield* toWasm(pending);
    pending = [];
  }
  if (pending.length > 0) yield* toWasm(pending);
  rowHashes.digest();
}

function toWasm(rows: readonly Row[]) {
  const { data } = vectorFromArray(rows, new Struct(sftSchema.fields));
  const [first] = data;
  if (first === undefined) return [];
  const table = new Table(new RecordBatch(sftSchema, first));
  return WasmTable.fromIPCStream(tableToIPC(table, "stream")).recordBatches();
}
