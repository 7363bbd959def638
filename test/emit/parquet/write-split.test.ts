import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Schema } from "apache-arrow";
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  readColumnIndex,
  readOffsetIndex,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import type { IdentifiedRow, Row } from "../../../pipeline/dataset/row.ts";
import {
  column,
  flag,
  float64,
  int8,
  int32,
  int64,
  listOf,
  messageList,
  nullableColumn,
  struct,
  text,
} from "../../../stages/emit/parquet/column-types.ts";
import {
  defaultSplitLimits,
  type SplitLimits,
  writeSplit,
} from "../../../stages/emit/parquet/write-split.ts";
import { queryDuckDB, readWithDuckDB } from "../../support/duckdb.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { uniqueText } from "../../support/unique-text.ts";

const signal = new AbortController().signal;

/** Every kind of column that datasets have. */
const schema = new Schema([
  column("id", text()),
  column("messages", messageList()),
  column("mask", listOf(int8())),
  column("info", struct({ split: text(), index: int64() })),
  column("count", int32()),
  column("ok", flag()),
  nullableColumn("score", float64()),
]);

const rows: Row[] = [
  {
    id: "a",
    messages: [
      { role: "system", content: "" },
      { role: "user", content: 'Grüße 😀\n\t"quoted" \\ 漢字' },
    ],
    mask: [0, 1],
    info: { split: "train", index: 0 },
    count: -2_147_483_648,
    ok: true,
    score: 0.1,
  },
  {
    id: "b",
    messages: [],
    mask: [],
    info: { split: "", index: 2 ** 53 - 1 },
    count: 2_147_483_647,
    ok: false,
    score: null,
  },
  {
    id: "c",
    messages: [{ role: "user", content: "NUL \u0000 and DEL \u007f" }],
    mask: [-128, 127],
    info: { split: "validation", index: -1 },
    count: 0,
    ok: true,
    score: -1e300,
  },
];

async function write(
  given: readonly Row[],
  limits: SplitLimits = defaultSplitLimits,
  dir?: string,
): Promise<{ dir: string; result: Awaited<ReturnType<typeof writeSplit>> }> {
  const folder = dir ?? (await temporaryFolder());
  const result = await writeSplit({
    dir: folder,
    config: "config",
    split: "train",
    schema,
    rows: identified(given),
    createdBy: "test",
    limits,
    signal,
  });
  return { dir: folder, result };
}

async function* identified(given: readonly Row[]): AsyncGenerator<IdentifiedRow> {
  for (const row of given) yield { id: String(row.id), row };
}

/** Rows of about `bytes` each. */
function bigRows(count: number, bytes: number): Row[] {
  const filler = uniqueText(bytes);
  return Array.from({ length: count }, (_, at) => ({
    ...rows[0],
    id: `row-${String(at).padStart(4, "0")}`,
    messages: [{ role: "user", content: filler.slice(at) + filler.slice(0, at) }],
  }));
}

describe("writeSplit", () => {
  it("writes what DuckDB reads, nested values included", async () => {
    const { dir, result } = await write(rows);
    expect(await readWithDuckDB(join(dir, result.record.files[0]?.path ?? ""))).toEqual(rows);
  });

  it("writes what hyparquet reads with another zstd", async () => {
    const { dir, result } = await write(rows);
    const file = await asyncBufferFromFile(join(dir, result.record.files[0]?.path ?? ""));
    const found = await parquetReadObjects({ file, compressors });
    expect(found.map((row) => ({ ...row, info: { ...row.info, index: Number(row.info.index) } }))).toEqual(
      rows,
    );
  });

  it("types the columns as DuckDB names them", async () => {
    const { dir, result } = await write(rows);
    const described = await queryDuckDB(
      `DESCRIBE SELECT * FROM '${join(dir, result.record.files[0]?.path ?? "")}'`,
    );
    expect(described.map((line) => [line.column_name, line.column_type])).toEqual([
      ["id", "VARCHAR"],
      ["messages", 'STRUCT("role" VARCHAR, "content" VARCHAR)[]'],
      ["mask", "TINYINT[]"],
      ["info", 'STRUCT(split VARCHAR, "index" BIGINT)'],
      ["count", "INTEGER"],
      ["ok", "BOOLEAN"],
      ["score", "DOUBLE"],
    ]);
  });

  it("states the features for the datasets library, and no Arrow schema, which would hide them", async () => {
    const { dir, result } = await write(rows);
    const file = await asyncBufferFromFile(join(dir, result.record.files[0]?.path ?? ""));
    const { key_value_metadata: metadata } = await parquetMetadataAsync(file);
    expect(metadata?.map(({ key }) => key)).toEqual(["huggingface"]);
    const value = (dtype: string) => ({ dtype, _type: "Value" });
    expect(JSON.parse(metadata?.[0]?.value ?? "")).toEqual({
      info: {
        features: {
          id: value("string"),
          messages: { feature: { role: value("string"), content: value("string") }, _type: "List" },
          mask: { feature: value("int8"), _type: "List" },
          info: { split: value("string"), index: value("int64") },
          count: value("int32"),
          ok: value("bool"),
          score: value("float64"),
        },
      },
    });
  });

  it("names each file with its size and hash", async () => {
    const { dir, result } = await write(rows);
    const [file] = result.record.files;
    const bytes = await readFile(join(dir, file?.path ?? ""));
    expect(file).toEqual({
      path: "config/train-00000-of-00001.parquet",
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    expect(result.record.rows).toBe(3);
  });

  it("cuts row groups by the rows' ids once they hold 8 MB, and keeps every row", async () => {
    const given = bigRows(300, 40_000);
    const { dir, result } = await write(given);
    const path = join(dir, result.record.files[0]?.path ?? "");
    const groups = (await parquetMetadataAsync(await asyncBufferFromFile(path))).row_groups;
    expect(groups.length).toBeGreaterThan(1);
    for (const group of groups.slice(0, -1))
      expect(Number(group.num_rows) * 40_000).toBeGreaterThanOrEqual(8_000_000 - 40_000);
    expect(
      await queryDuckDB(`SELECT count(*) AS n, sum(length(messages[1].content)) AS chars FROM '${path}'`),
    ).toEqual([{ n: 300, chars: 12_000_000 }]);
    expect(result.largestRowBytes).toBeGreaterThan(40_000);
  });

  it("gives columns of several pages both page indexes, by which readers find rows", async () => {
    const dir = await temporaryFolder();
    async function* rows(): AsyncGenerator<IdentifiedRow> {
      for (let at = 0; at < 40; at++) {
        const id = `row-${String(at).padStart(2, "0")}`;
        yield { id, row: { id, body: id.slice(-2).repeat(50_000) } };
      }
    }
    const written = await writeSplit({
      ...{ dir, rows: rows(), config: "c", split: "train", createdBy: "test", signal },
      schema: new Schema([column("id", text()), column("body", text())]),
    });
    const file = await asyncBufferFromFile(join(dir, written.record.files[0]?.path ?? ""));
    const [group] = (await parquetMetadataAsync(file)).row_groups;
    const body = group?.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === "body");
    const bytesAt = async (offset: bigint | undefined, length: number | undefined) =>
      file.slice(Number(offset), Number(offset) + (length ?? 0));
    const offsets = readOffsetIndex({
      view: new DataView(await bytesAt(body?.offset_index_offset, body?.offset_index_length)),
      offset: 0,
    });
    const values = readColumnIndex(
      {
        view: new DataView(await bytesAt(body?.column_index_offset, body?.column_index_length)),
        offset: 0,
      },
      { name: "body", type: "BYTE_ARRAY", converted_type: "UTF8" },
    );
    // 4 MB of text on pages of 1 MB
    const firstRows = offsets.page_locations.map(({ first_row_index }) => Number(first_row_index));
    expect(firstRows).toEqual([0, 10, 20, 30]);
    expect(values.null_pages).toHaveLength(firstRows.length);
  });

  it("spreads row groups over files that state their number", async () => {
    const limits = {
      rowGroup: { minBytes: 3_000, maxBytes: 6_000, rowsPerBoundary: 2 },
      maxFileBytes: 2_000,
    };
    const given = bigRows(40, 1_000);
    const { dir, result } = await write(given, limits);
    const paths = result.record.files.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(2);
    expect(paths).toEqual(
      paths.map(
        (_, at) =>
          `config/train-${String(at).padStart(5, "0")}-of-${String(paths.length).padStart(5, "0")}.parquet`,
      ),
    );
    expect((await readdir(join(dir, "config"))).map((name) => `config/${name}`).sort()).toEqual(paths);
    const found = await Promise.all(paths.map((path) => readWithDuckDB(join(dir, path))));
    expect(found.flat()).toEqual(given);
  });

  it("leaves the row groups before and after an edit as they were", async () => {
    const limits = { rowGroup: { minBytes: 4_000, maxBytes: 40_000, rowsPerBoundary: 4 }, maxFileBytes: 1e9 };
    const given = bigRows(200, 1_000);
    const edited = given.toSpliced(100, 1);
    const before = await groupBytes(await write(given, limits));
    const after = new Set(await groupBytes(await write(edited, limits)));
    expect(before.length).toBeGreaterThan(10);
    expect(before.filter((group) => !after.has(group)).length).toBeLessThanOrEqual(2);
  });

  it("writes the same bytes again", async () => {
    const first = await write(bigRows(20, 5_000));
    const second = await write(bigRows(20, 5_000));
    expect(second.result).toEqual(first.result);
  });

  it("writes no file for no rows", async () => {
    const { dir, result } = await write([]);
    expect([result.record.files, await readdir(dir)]).toEqual([[], []]);
  });

  it.each<[string, Row, RegExp]>([
    [
      "half a surrogate pair",
      { ...rows[0], messages: [{ role: "user", content: "a\ud83d" }] },
      /Row bad, messages\[0\]\.content: .*surrogate/,
    ],
    ["a missing value", { ...rows[0], count: undefined }, /Row bad: count cannot be undefined/],
    ["a null where there may be none", { ...rows[0], ok: null }, /Row bad: ok cannot be null/],
    ["a number out of range", { ...rows[0], mask: [128] }, /mask\[0\] cannot be 128/],
    ["no number", { ...rows[0], score: Number.NaN }, /score cannot be/],
    ["a fraction for a whole number", { ...rows[0], count: 0.5 }, /count cannot be 0.5/],
    ["a column that is not there", { ...rows[0], more: 1 }, /no column "more"/],
  ])("refuses %s", async (_, row, message) => {
    await expect(write([...rows, { ...row, id: "bad" }])).rejects.toThrow(message);
  });
});

/** The bytes of each row group of a split's only file. */
async function groupBytes({ dir, result }: Awaited<ReturnType<typeof write>>): Promise<string[]> {
  const path = join(dir, result.record.files[0]?.path ?? "");
  const bytes = await readFile(path);
  const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const starts = row_groups.map(({ columns }) => Number(columns[0]?.file_offset));
  return starts.map((start, at) => bytes.subarray(start, starts[at + 1] ?? start + 4_000).toString("base64"));
}
