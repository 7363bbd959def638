// One writer, alone in a process: node write-with.ts ours|parquet-wasm ROWS DIR. Prints what it took as JSON.
import { CodeRows } from "./code-rows.ts";
import { writeOurs } from "./write-ours.ts";
import { writeParquetWasm } from "./write-parquet-wasm.ts";

export interface WriterCost {
  /** of user and system, from the first row on; the making of the rows is in it, the same on both sides */
  cpuMs: number;
  peakBytes: number;
  fileBytes: number;
}

if (import.meta.main) {
  const [writer, count = "", dir = ""] = process.argv.slice(2);
  const source = new CodeRows();
  const before = process.cpuUsage();
  const rows = source.rows(Number(count));
  const fileBytes = await (writer === "ours" ? writeOurs(rows, dir) : writeParquetWasm(rows, dir));
  const { user, system } = process.cpuUsage(before);
  const cost: WriterCost = {
    cpuMs: (user + system) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    fileBytes,
  };
  console.log(JSON.stringify(cost));
}
