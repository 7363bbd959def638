import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { UserError } from "../../pipeline/errors.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { Decontamination } from "../../pipeline/instruction/decontamination.ts";
import { createFamilyReader } from "../../pipeline/instruction/feature-families.ts";
import { readRecords } from "../../pipeline/run/json-lines.ts";
import { type ImportOptions, importInstructions } from "../../stages/synthesize/import-instructions.ts";
import { runImportStage } from "../../stages/synthesize/stage.ts";
import { publishedFiles, publishedRows, testOnPublished } from "../support/published-data.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const noHub: HubAccess = {
  fetch: () => Promise.reject(new Error("No network in this test")),
  signal: new AbortController().signal,
};

const row = {
  id: "train_000001",
  instruction: "Please implement a website for tea. Use white for the background and navy for components.",
  Category: { primary_category: "", subcategories: [""] },
  application_type: "E-commerce Web Applications",
  ui_instruct: [
    { task: "", expected_result: "", task_category: { primary_category: "", subcategories: [""] } },
  ],
};
const line = (changes: object = {}): string => JSON.stringify({ ...row, ...changes });
const other = line({ id: "train_000002" });

async function sourceOf(content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), "rows.jsonl");
  await writeFile(path, content);
  return path;
}

async function importOf(content: string | Uint8Array, options: Partial<ImportOptions> = {}) {
  const source = await sourceOf(content);
  return { source, imported: importInstructions({ source, hub: noHub, existing: [], ...options }) };
}

test.each([
  ["plain lines", `${line()}\n${other}\n`],
  ["no end of line at the end", `${line()}\n${other}`],
  ["CRLF", `${line()}\r\n${other}\r\n`],
  ["a byte order mark", `\uFEFF${line()}\n${other}\n`],
  ["blank lines", `\n  \n${line()}\n\r\n${other}\n\n`],
])("Rows are read with %s", async (_, content) => {
  const { source, imported } = await importOf(content);
  const { instructions, candidates, from } = await imported;
  expect(from).toBe(source);
  expect(instructions.map(({ id }) => id)).toEqual(["train_000001", "train_000002"]);
  expect(instructions[0]).toEqual({
    ...row,
    source: {
      kind: "imported",
      from: source,
      line: content.split("\n").findIndex((text) => text.includes("000001")) + 1,
      specification: null,
      label: null,
    },
  });
  expect(candidates.map(({ outcome }) => outcome)).toEqual(["kept", "kept"]);
});

const badLines: [string, string | Uint8Array, string, RegExp][] = [
  ["no JSON", "{nonsense", "not-json", /line 2: not JSON, begins "\{nonsense"/],
  ["a JSON array", `[${line()}]`, "wrong-fields", /line 2: \(top level\): must be object, found \[/],
  [
    "a JSON array over many lines",
    "[",
    "not-json",
    /line 2: not JSON: a JSON array; write one object per line/,
  ],
  ["a number", "5", "wrong-fields", /line 2: \(top level\): must be object, found 5/],
  ["no id", line({ id: undefined }), "wrong-fields", /line 2: .*"id" is missing/],
  ["no text", line({ instruction: undefined }), "wrong-fields", /line 2: .*"instruction" is missing/],
  ["no type", line({ application_type: undefined }), "wrong-fields", /"application_type" is missing/],
  ["a number for an id", line({ id: 7 }), "wrong-fields", /line 2: id: must be string, found 7/],
  ["a path for an id", line({ id: "../../x" }), "wrong-fields", /line 2: id: must match pattern/],
  ["an empty text", line({ instruction: " \n " }), "wrong-fields", /line 2: instruction: must match/],
  [
    "a gigantic text",
    line({ instruction: "x".repeat(20_001) }),
    "wrong-fields",
    /instruction: must NOT have more than 20000 characters, found "x/,
  ],
  ["half a surrogate pair", line({ instruction: "a \ud83d b" }), "wrong-fields", /instruction: holds half/],
  [
    "text for a list",
    line({ ui_instruct: "none" }),
    "wrong-fields",
    /ui_instruct: must be array, found "none"/,
  ],
  [
    "a test case of another shape",
    line({ ui_instruct: [{ task: "look" }] }),
    "wrong-fields",
    /ui_instruct\.0: "expected_result" is missing/,
  ],
  [
    "a category of another shape",
    line({ Category: "x" }),
    "wrong-fields",
    /Category: must be object, found "x"/,
  ],
  [
    "Latin-1",
    Buffer.from(line({ id: "b", instruction: "café" }), "latin1"),
    "not-utf-8",
    /line 2: not valid UTF-8/,
  ],
  [
    "an endless line",
    `{"instruction":"${"x".repeat(4_000_001)}`,
    "line-too-long",
    /line 2: a line may have 4000000 bytes, found 40000/,
  ],
  [
    "Latin-1 read as UTF-8",
    line({ instruction: "Please implement a website for a caf\uFFFD." }),
    "wrong-fields",
    /line 2: instruction: holds U\+FFFD, which stands for text that was read in a wrong encoding/,
  ],
  [
    "another language",
    line({ instruction: "请实现一个网站，用户可以浏览商品、搜索商品并下订单。" }),
    "not-english",
    /line 2: instruction: does not read as English, begins "请实现/,
  ],
  [
    "an id that stands twice",
    line({ id: "train_000002" }),
    "duplicate-id",
    /line 3: id: "train_000002" stands on line 2 already/,
  ],
];

test.each(badLines)(
  "%s is named with line and field and keeps no valid line out, unless the import is strict",
  async (_, bad, reason, message) => {
    const content = Buffer.concat([
      Buffer.from(`${line()}\n`),
      Buffer.from(bad),
      Buffer.from(`\n${other}\n`),
    ]);
    const { imported } = await importOf(content, { strict: true });
    const error: unknown = await imported.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(message);
    expect(String(error).length).toBeLessThan(800);

    const { imported: lenient, source } = await importOf(content);
    const { instructions, candidates } = await lenient;
    expect(instructions.map(({ id }) => id)).toEqual(["train_000001", "train_000002"]);
    const dropped = candidates.filter(({ outcome }) => outcome === "dropped");
    expect(dropped).toMatchObject([
      { reason, source: { from: source, line: reason === "duplicate-id" ? 3 : 2 } },
    ]);
    for (const candidate of candidates)
      expect(checkContract("candidate", candidate)).toMatchObject({ ok: true });
  },
);

test("A refusal lists ten lines and counts the rest", async () => {
  const { imported } = await importOf("no\n".repeat(25));
  const error = String(await imported.catch((thrown: unknown) => thrown));
  expect(error).toContain("25 lines of");
  expect(error.match(/line \d+: not JSON/g)).toHaveLength(10);
  expect(error).toContain("and 15 more");
});

test("UTF-16 is told as such", async () => {
  const { imported } = await importOf(Buffer.from(`\uFEFF${line()}\n`, "utf16le"));
  await expect(imported).rejects.toThrow("seems to be UTF-16, save it as UTF-8");
});

test.each([
  ["an empty file", "", "holds no instruction"],
  ["blank lines only", "\n\n", "holds no instruction"],
])("%s is refused", async (_, content, message) => {
  await expect((await importOf(content)).imported).rejects.toThrow(message);
});

test("A source that is not there, or a folder, is refused with what to give instead", async () => {
  const folder = await temporaryFolder();
  const importFrom = (source: string) => importInstructions({ source, hub: noHub, existing: [] });
  await expect(importFrom(join(folder, "none.jsonl"))).rejects.toThrow(/none\.jsonl cannot be read.*ENOENT/);
  await expect(importFrom(folder)).rejects.toThrow("is not a file");
});

test("Only id, instruction and application type are needed; other fields are left out with a note", async () => {
  const { id, instruction, application_type } = row;
  const { imported } = await importOf(
    `${JSON.stringify({ id, instruction, application_type, difficulty: 3, tags: [] })}\n${line({ id: "b", difficulty: 1 })}`,
  );
  const { instructions, notes } = await imported;
  expect(instructions[0]).toMatchObject({
    Category: { primary_category: "", subcategories: [""] },
    ui_instruct: [],
  });
  expect(instructions.map((one) => checkContract("instruction", one).ok)).toEqual([true, true]);
  expect(notes).toEqual(['field "difficulty" of 2 lines is not kept', 'field "tags" of 1 lines is not kept']);
});

test("Copies of test instructions are dropped with the evidence, mentions of accounts are cut and shown", async () => {
  const text = "Please implement a forum. Users should be able to register, read posts, and answer them.";
  const source = await sourceOf(`${line({ id: "copy" })}\n${line({ id: "forum", instruction: text })}\n`);
  const importWith = (existing: readonly Instruction[]) =>
    importInstructions({
      source,
      hub: noHub,
      existing,
      decontamination: new Decontamination([
        { testSet: "bench", id: "000007", instruction: row.instruction },
      ]),
      cutAccountMentions: true,
    });
  const { instructions, candidates } = await importWith([]);
  expect(instructions.map(({ instruction }) => instruction)).toEqual([
    "Please implement a forum. Users should be able to read posts and answer them.",
  ]);
  expect(candidates.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
    ["copy", "dropped", "contaminated"],
    ["forum", "kept", null],
  ]);
  expect(candidates[0]?.detail).toContain(
    '1.00 (limit 0.6) with test 000007 of bench; both say "please implement',
  );
  expect(candidates[0]?.evidence?.contamination).toMatchObject([{ testId: "000007" }, { testId: "000007" }]);
  expect(candidates[1]?.evidence).toEqual({
    accountCuts: [
      {
        before: "Users should be able to register, read posts, and answer them.",
        after: "Users should be able to read posts and answer them.",
      },
    ],
  });
  for (const candidate of candidates)
    expect(checkContract("candidate", candidate)).toMatchObject({ ok: true });
  expect(candidates[1]?.detail).toBe(
    'cut "Users should be able to register, read posts, and answer them." to "Users should be able to read posts and answer them."',
  );
  expect(await importWith(instructions)).toMatchObject({ instructions: [], alreadyThere: 1 });
});

async function runFiles() {
  const folder = await temporaryFolder();
  return { instructions: join(folder, "instructions.jsonl"), candidates: join(folder, "candidates.jsonl") };
}

test("Importing a file again changes nothing and says so; another text under an id is refused", async () => {
  const files = await runFiles();
  const source = await sourceOf(`${line()}\n${other}\n`);
  expect((await runImportStage({ source, hub: noHub, files })).instructions).toHaveLength(2);
  const before = await Promise.all([
    readFile(files.instructions, "utf8"),
    readFile(files.candidates, "utf8"),
  ]);

  const again = await runImportStage({ source, hub: noHub, files });
  expect(again).toMatchObject({ instructions: [], candidates: [], alreadyThere: 2 });
  const changed = await sourceOf(`${line({ instruction: "Another text." })}\n${line({ id: "new" })}\n`);
  await expect(runImportStage({ source: changed, hub: noHub, files, strict: true })).rejects.toThrow(
    'line 1: id: "train_000001" has another text in this run',
  );
  expect(
    await Promise.all([readFile(files.instructions, "utf8"), readFile(files.candidates, "utf8")]),
  ).toEqual(before);

  await runImportStage({ source: changed, hub: noHub, files });
  const ids = await Array.fromAsync(readRecords(files.instructions, "instruction"), ({ id }) => id);
  expect(ids).toEqual(["train_000001", "train_000002", "new"]);
});

test("Texts of other languages are taken on request", async () => {
  const { imported } = await importOf(line({ instruction: "Bitte baue eine Seite für Tee." }), {
    anyLanguage: true,
  });
  expect((await imported).instructions).toHaveLength(1);
});

test("An instruction of which nothing is left once accounts are cut is reported", async () => {
  const text = "Users should be able to log in.";
  const { imported } = await importOf(`${line({ id: "a", instruction: text })}\n${line()}`, {
    cutAccountMentions: true,
  });
  const { candidates } = await imported;
  expect(candidates.find(({ outcome }) => outcome === "dropped")).toMatchObject({ reason: "nothing-left" });
});

test("Sentences that no rule takes apart stay and are told", async () => {
  const left = "The system should have multiple login endpoints, including the main platform and customer.";
  const { imported } = await importOf(line({ instruction: `Please implement a shop. ${left}` }), {
    cutAccountMentions: true,
  });
  const [candidate] = (await imported).candidates;
  expect(candidate).toMatchObject({ outcome: "kept", evidence: { accountsLeft: [left] } });
  expect(candidate?.detail).toBe(`left ${JSON.stringify(left)}`);
});

test("Of records that say the same the first is kept, before them what the run holds", async () => {
  const tea = row.instruction;
  const chess = "Please implement a forum for chess. Use ivory for the background and maroon for components.";
  const content = [
    line({ id: "a", instruction: tea.replace("tea", "tees") }),
    line({ id: "b", instruction: chess }),
    line({ id: "c", instruction: chess.toUpperCase() }),
  ].join("\n");
  const held: Instruction = {
    ...row,
    id: "held",
    source: { kind: "imported", from: "x", line: 1, specification: null, label: null },
  };
  const { imported } = await importOf(content, { existing: [held], refuseDuplicates: true });
  const { candidates } = await imported;
  expect(candidates.map(({ id, reason, evidence }) => [id, reason, evidence?.duplicate?.of])).toEqual([
    ["a", "near-duplicate", "held"],
    ["b", null, undefined],
    ["c", "exact-duplicate", "b"],
  ]);
  expect(candidates[2]?.detail).toMatch(/^\d+ edits from b, which is kept; 100 % of word pairs in both$/);
  const { imported: plain } = await importOf(content, { existing: [held] });
  expect((await plain).instructions).toHaveLength(3);
});

test("Quotas count what the run holds; one too many is dropped and says which", async () => {
  const colored = (id: string, background: string) =>
    line({
      id,
      instruction: `Please implement a shop for ${id} to search. Use ${background} for the background and navy for components.`,
    });
  const { imported } = await importOf(
    [colored("a", "white"), colored("b", "white"), colored("c", "beige")].join("\n"),
    {
      quotas: { backgroundColor: 1 },
    },
  );
  expect((await imported).candidates.map(({ id, reason, detail }) => [id, reason, detail])).toEqual([
    ["a", null, null],
    ["b", "over-quota", 'background color "white" has its 1 instructions'],
    ["c", null, null],
  ]);
  const familiesOf = createFamilyReader([{ name: "Search", words: ["search*"] }]);
  const { imported: byFamily } = await importOf([colored("a", "white"), colored("c", "beige")].join("\n"), {
    quotas: { featureFamily: 1 },
    familiesOf,
  });
  expect((await byFamily).candidates[1]).toMatchObject({ reason: "over-quota" });
});

testOnPublished("All 501 published rows import unchanged", async () => {
  const files = await runFiles();
  const { instructions, notes } = await runImportStage({
    source: publishedFiles.training,
    hub: noHub,
    files,
  });
  expect(instructions).toHaveLength(501);
  expect(notes).toEqual([]);
  const rows = publishedRows("training");
  const written = await Array.fromAsync(
    readRecords(files.instructions, "instruction"),
    ({ source, ...fields }) => fields,
  );
  expect(written).toEqual(rows);
});
