import { expect, test } from "vitest";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { findShapeProblem, publishedLength } from "../../pipeline/instruction/instruction-shape.ts";
import { NearDuplicateIndex } from "../../pipeline/instruction/near-duplicate-index.ts";
import { requestedColors } from "../../pipeline/instruction/requested-colors.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { evolveInstructions } from "../../stages/synthesize/evolve-instructions.ts";
import {
  synthesizeInstructions,
  type WritingOptions,
} from "../../stages/synthesize/synthesize-instructions.ts";
import { modelReply, portOf, rehearsalPort } from "./model-double.ts";

const taxonomy = await loadTaxonomy();
const prompts = await loadPromptSet("default");

function optionsOf(model: ModelPort, existing: readonly Instruction[]): WritingOptions {
  const signal = new AbortController().signal;
  return { seed: 1, taxonomy, prompts, label: "rehearsal", concurrency: 4, model, existing, signal };
}

const bases = (
  await Array.fromAsync(
    synthesizeInstructions({ ...optionsOf(rehearsalPort(), []), count: 9, applicationTypes: null }),
  )
).flatMap(({ instruction }) => instruction ?? []);

async function evolve(count: number, options: { model?: ModelPort; existing?: readonly Instruction[] } = {}) {
  const { model = rehearsalPort(), existing = bases } = options;
  const outcomes = await Array.fromAsync(evolveInstructions({ ...optionsOf(model, existing), count }));
  return {
    candidates: outcomes.map(({ candidate }) => candidate),
    instructions: outcomes.flatMap(({ instruction }) => instruction ?? []),
  };
}

const imported: Instruction = {
  id: "train_000001",
  instruction:
    "Please implement a website for tea. Use white for the background and navy for the components.",
  Category: { primary_category: "", subcategories: [""] },
  application_type: "Something Else",
  ui_instruct: [],
  source: { kind: "imported", from: "x.jsonl", line: 1, specification: null, label: null },
};

test("Each way is taken in turn; type, colors and the rest of the specification stay", async () => {
  const { instructions, candidates } = await evolve(9);
  expect(instructions).toHaveLength(9);
  for (const candidate of candidates)
    expect(checkContract("candidate", candidate)).toMatchObject({ ok: true });
  const baseOf = new Map(bases.map((base) => [base.id, base]));
  for (const one of instructions) {
    expect(checkContract("instruction", one)).toMatchObject({ ok: true });
    const { evolution, specification, kind } = one.source;
    const base = baseOf.get(evolution?.base ?? "");
    const before = base?.source.specification;
    if (evolution === undefined || base === undefined || !before || specification === null)
      throw new Error("An evolved instruction keeps where it came from");
    expect(kind).toBe("evolved");
    expect(one.application_type).toBe(base.application_type);
    expect(requestedColors(one.instruction)).toEqual(requestedColors(base.instruction));
    expect(findShapeProblem(one.instruction, { ...publishedLength, ...before })).toBeNull();
    const { wanted } = evolution;
    const expected = {
      harder: { ...before, features: [...before.features, ...wanted.split("; ")] },
      "other-domain": { ...before, domain: wanted },
      "other-audience": { ...before, audience: wanted },
    }[evolution.how];
    expect(specification).toEqual(expected);
    expect(specification).not.toEqual(before);
    // the rehearsal model says what is asked for in the words of the prompt
    for (const part of wanted.split("; ")) expect(one.instruction).toContain(part);
  }
  const ways = instructions.map(({ source }) => source.evolution?.how);
  expect(new Set(ways)).toEqual(new Set(["harder", "other-domain", "other-audience"]));
  expect(new Set(instructions.map(({ source }) => source.evolution?.base)).size).toBe(9);

  const index = new NearDuplicateIndex();
  for (const { id, instruction } of [...bases, ...instructions]) {
    expect(index.find(instruction)).toBeNull();
    index.add(id, instruction);
  }
});

test("A base met again is changed in another way; what is there is not made again", async () => {
  const { instructions } = await evolve(12);
  const ofOne = Map.groupBy(instructions, ({ source }) => source.evolution?.base);
  for (const made of ofOne.values())
    expect(new Set(made.map(({ source }) => source.evolution?.how)).size).toBe(made.length);
  const rest = await evolve(12, { existing: [...bases, ...instructions.slice(0, 5)] });
  expect([...instructions.slice(0, 5), ...rest.instructions]).toEqual(instructions);
  const idle = rehearsalPort();
  expect((await evolve(12, { existing: [...bases, ...instructions], model: idle })).candidates).toEqual([]);
  expect(idle.purposes).toEqual([]);
});

test("An imported base, of whatever type, gives instructions without a specification", async () => {
  const prompted: string[] = [];
  const model = portOf((request) => {
    const [first] = request.messages;
    if (typeof first?.content === "string") prompted.push(first.content);
    return modelReply(
      `Please implement a website for coffee. ${"Users should be able to browse the roasts of the week. ".repeat(5)} Use white for the background and navy for the components.`,
    );
  });
  const { instructions } = await evolve(1, { model, existing: [imported] });
  expect(instructions).toMatchObject([
    { application_type: "Something Else", source: { specification: null, evolution: { base: imported.id } } },
  ]);
  expect(prompted[0]).toContain(imported.instruction);
  expect(prompted[0]).toMatch(/Page background color: white\nComponent color: navy/);
});

test("Instructions without both colors, and evolved ones, are no bases", async () => {
  const bare = { ...imported, instruction: "Please implement a website for tea." };
  const model = rehearsalPort();
  expect(await evolve(3, { model, existing: [bare] })).toEqual({ candidates: [], instructions: [] });
  const evolved: Instruction = { ...imported, source: { ...imported.source, kind: "evolved" } };
  expect(await evolve(3, { model, existing: [evolved] })).toEqual({ candidates: [], instructions: [] });
  expect(model.purposes).toEqual([]);
});

test("A reply that is the base again is dropped as its duplicate", async () => {
  const [base] = bases;
  if (base === undefined) throw new Error("No base");
  const model = portOf(() => modelReply(base.instruction));
  const { candidates } = await evolve(1, { model, existing: [base] });
  expect(new Set(candidates.map(({ reason }) => reason))).toEqual(new Set(["exact-duplicate"]));
});
