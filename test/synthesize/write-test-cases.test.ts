import { expect, test } from "vitest";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { InfrastructureError, ItemError, StopError } from "../../pipeline/errors.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { writeTestCases } from "../../stages/synthesize/write-test-cases.ts";
import { modelReply, portOf, rehearsalPort } from "./model-double.ts";

const taxonomy = await loadTaxonomy();
const prompts = await loadPromptSet("default");

function instructionOf(id: string, ui_instruct: Instruction["ui_instruct"] = []): Instruction {
  return {
    id,
    instruction: `Please implement a website for ${id}. Users should be able to browse a list, search it by name, and open a page for each entry. Use white for the background and navy for the components.`,
    Category: { primary_category: "", subcategories: [""] },
    application_type: "Internal Tools",
    ui_instruct,
    source: { kind: "imported", from: "x.jsonl", line: 1, specification: null, label: null },
  };
}

function write(
  instructions: readonly Instruction[],
  model: ModelPort,
  signal = new AbortController().signal,
) {
  return writeTestCases({
    instructions,
    taxonomy,
    prompts,
    model,
    label: "rehearsal",
    concurrency: 3,
    signal,
  });
}

const oneCase = {
  task: "Open the list of teas and look at it.",
  expected_result: "The list shows the teas with their prices.",
  task_category: { primary_category: "Functional Testing", subcategories: ["Searching"] },
};
const answer = {
  Category: { primary_category: "Content Presentation", subcategories: ["Media Display"] },
  ui_instruct: [1, 2, 3, 4].map((nth) => ({ ...oneCase, task: `${oneCase.task} (${nth})` })),
};

test("Test cases of the published shape are written for those that have none, with known categories", async () => {
  const empty = {
    task: "",
    expected_result: "",
    task_category: { primary_category: "", subcategories: [""] },
  };
  const complete = instructionOf("coffee", answer.ui_instruct);
  const asked = [
    instructionOf("tea", [empty]),
    complete,
    ...["a", "b", "c", "d"].map((id) => instructionOf(id)),
  ];
  const model = rehearsalPort();
  const { instructions, written, missing } = await write(asked, model);
  expect(missing).toEqual([]);
  expect(written).toEqual(["tea", "a", "b", "c", "d"]);
  expect(instructions[1]).toBe(complete);
  for (const one of instructions) {
    expect(checkContract("instruction", one)).toMatchObject({ ok: true });
    expect(one.ui_instruct.length).toBeGreaterThanOrEqual(4);
    expect(one.ui_instruct.length).toBeLessThanOrEqual(11);
  }
  expect(instructions.map(({ source }) => source.label)).toEqual(
    asked.map((one) => (one === complete ? null : "rehearsal")),
  );
  expect(taxonomy.applicationCategories.map(({ name }) => name)).toContain(
    instructions[0]?.Category.primary_category,
  );
  expect(await write(instructions, rehearsalPort())).toMatchObject({
    instructions,
    written: [],
    missing: [],
  });
});

test("A bad answer is asked again with the reason; one that stays bad leaves the instruction as it was", async () => {
  const retries: string[] = [];
  const model = portOf((request) => {
    const last = request.messages.at(-1)?.content;
    if (request.messages.length > 1 && typeof last === "string") retries.push(last);
    const isMended = request.purpose.includes("-tea-") && request.messages.length === 3;
    return modelReply(isMended ? JSON.stringify(answer) : "I would test the buttons.");
  });
  const [tea, chess] = [instructionOf("tea"), instructionOf("chess")];
  const { instructions, written, missing } = await write([tea, chess], model);
  expect(written).toEqual(["tea"]);
  expect(instructions[0]).toMatchObject(answer);
  expect(instructions[1]).toBe(chess);
  expect(missing).toEqual([
    { id: "chess", reason: "no-test-cases", detail: 'no JSON object with "ui_instruct" stands in it' },
  ]);
  expect(retries).toHaveLength(3);
  expect(retries[0]).toContain('no JSON object with "ui_instruct" stands in it');
});

test.each([
  [new ItemError("context-length", "too long"), { reason: "context-length", detail: "too long" }],
  [new InfrastructureError("503"), { reason: "model-did-not-answer", detail: "503" }],
])("%s leaves its instruction out, the others are done", async (error, told) => {
  const model = portOf((request) => {
    if (request.purpose.includes("-tea-")) throw error;
    return modelReply(JSON.stringify(answer));
  });
  const { written, missing } = await write(
    ["tea", "chess"].map((id) => instructionOf(id)),
    model,
  );
  expect(written).toEqual(["chess"]);
  expect(missing).toEqual([{ id: "tea", ...told }]);
});

test("A stop ends it", async () => {
  const stop = new StopError("budget");
  const model = portOf(() => {
    throw stop;
  });
  await expect(write([instructionOf("tea"), instructionOf("chess")], model)).rejects.toBe(stop);
  const idle = rehearsalPort();
  await expect(write([instructionOf("tea")], idle, AbortSignal.abort(stop))).rejects.toBe(stop);
  expect(idle.purposes).toEqual([]);
});
