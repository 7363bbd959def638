import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { parseFieldMapping } from "../../stages/synthesize/field-mapping.ts";
import { type ImportOptions, importInstructions } from "../../stages/synthesize/import-instructions.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const texts = ["tea", "chess", "birds"].map(
  (about) => `Please implement a website for ${about}. Use white for the background and navy for components.`,
);

/** In a file whose name says nothing of what it is. */
async function parquetFile(columns: Record<string, unknown[]>): Promise<string> {
  const path = join(await temporaryFolder(), "rows");
  const buffer = parquetWriteBuffer({
    columnData: Object.entries(columns).map(([name, data]) => ({ name, data })),
    rowGroupSize: 2,
  });
  await writeFile(path, new Uint8Array(buffer));
  return path;
}

function importOf(source: string, options: Partial<ImportOptions> = {}) {
  const hub = { fetch: () => Promise.reject(new Error("No network")), signal: new AbortController().signal };
  return importInstructions({ source, hub, existing: [], ...options });
}

test("Rows of all row groups are read, with the place of each", async () => {
  const source = await parquetFile({
    id: ["a", "b", "c"],
    instruction: texts,
    application_type: ["Internal Tools", "Discussion Forums", "Internal Tools"],
    votes: [1n, 2n, 3n],
  });
  const { instructions, notes, from } = await importOf(source);
  expect(from).toBe(source);
  expect(instructions.map(({ id, instruction, source: { line } }) => [id, instruction, line])).toEqual([
    ["a", texts[0], 1],
    ["b", texts[1], 2],
    ["c", texts[2], 3],
  ]);
  expect(notes).toEqual(['field "votes" of 3 rows is not kept']);
});

test("Fields are mapped, lists of structures too, and a bad row is named by its number", async () => {
  const source = await parquetFile({
    prompt: texts.map((content, at) => [
      { role: "system", content: "Be good." },
      { role: "user", content: at === 1 ? "" : content },
    ]),
  });
  const mapping = parseFieldMapping("instruction=prompt.1.content,application_type='Other',id=#");
  const { instructions, candidates } = await importOf(source, { mapping });
  expect(instructions.map(({ instruction }) => instruction)).toEqual([texts[0], texts[2]]);
  expect(candidates.find(({ outcome }) => outcome === "dropped")).toMatchObject({
    reason: "wrong-fields",
    source: { line: 2 },
  });
  await expect(importOf(source, { mapping, strict: true })).rejects.toThrow(/rows, row 2: instruction: must/);
});

test("Without a mapping the missing fields are named, with what to do", async () => {
  const source = await parquetFile({ prompt: texts });
  await expect(importOf(source)).rejects.toThrow(
    /3 rows of .* cannot be imported[\s\S]*row 1: \(top level\): "id" is missing[\s\S]*--map/,
  );
});

test("A damaged file is told as such", async () => {
  const path = join(await temporaryFolder(), "broken.parquet");
  await writeFile(path, "PAR1 and then nothing that could be read PAR1");
  await expect(importOf(path)).rejects.toThrow(
    /broken\.parquet cannot be read as Parquet: .*Write the file again/,
  );
});
