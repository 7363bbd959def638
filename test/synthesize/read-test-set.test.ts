import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTestSet } from "../../stages/synthesize/read-test-set.ts";
import { publishedFiles, testOnPublished } from "../support/published-data.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const hub = {
  fetch: () => Promise.reject(new Error("No network in this test")),
  signal: new AbortController().signal,
};

async function read(content: string) {
  const path = join(await temporaryFolder(), "tests.jsonl");
  await writeFile(path, content);
  return { path, tests: readTestSet(path, hub) };
}

test("Only the text is needed; a test without an id is known by its place", async () => {
  const { path, tests } = await read(
    '{"id":"a","instruction":"Make tea.","level":3}\n\n{"instruction":"Play chess."}',
  );
  expect(await tests).toEqual([
    { testSet: path, id: "a", instruction: "Make tea." },
    { testSet: path, id: "line-3", instruction: "Play chess." },
  ]);
});

test.each([
  [
    "a line that is no JSON",
    '{"instruction":"Make tea."}\nno',
    /tests\.jsonl, line 2: not JSON, begins "no"/,
  ],
  ["no text", '{"id":"a"}', /line 1: instruction: must be text, found nothing/],
  ["an empty text", '{"instruction":" "}', /line 1: instruction: must be text, found " "/],
  ["a text that is none", '{"instruction":[1]}', /line 1: instruction: must be text, found \[1\]/],
  ["a line that is no object", "7", /line 1: instruction: must be text/],
  ["nothing at all", "\n", /holds no instruction/],
])("%s is refused: a test that is not read is not kept out", async (_, content, message) => {
  await expect((await read(content)).tests).rejects.toThrow(message);
});

testOnPublished("The published test set is read", async () => {
  expect(await readTestSet(publishedFiles.test, hub)).toHaveLength(101);
});
