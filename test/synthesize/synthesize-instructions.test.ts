import { distance } from "fastest-levenshtein";
import { expect, test } from "vitest";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { InfrastructureError, StopError, UserError } from "../../pipeline/errors.ts";
import { Decontamination } from "../../pipeline/instruction/decontamination.ts";
import { createFamilyReader } from "../../pipeline/instruction/feature-families.ts";
import { findShapeProblem, publishedLength } from "../../pipeline/instruction/instruction-shape.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import type { ModelPort, ModelRequest } from "../../pipeline/model/model-port.ts";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { toJsonLines } from "../../pipeline/run/json-lines.ts";
import {
  type SynthesisOutcome,
  type SynthesizeOptions,
  synthesizeInstructions,
} from "../../stages/synthesize/synthesize-instructions.ts";
import { modelReply, portOf, rehearsalPort } from "./model-double.ts";

const taxonomy = await loadTaxonomy();
const prompts = await loadPromptSet("default");

function optionsOf(parts: Partial<SynthesizeOptions> & Pick<SynthesizeOptions, "model">): SynthesizeOptions {
  return {
    count: 10,
    seed: 1,
    taxonomy,
    applicationTypes: null,
    prompts,
    label: "rehearsal",
    concurrency: 4,
    existing: [],
    signal: new AbortController().signal,
    ...parts,
  };
}

async function synthesize(parts: Partial<SynthesizeOptions> & Pick<SynthesizeOptions, "model">) {
  const outcomes: SynthesisOutcome[] = await Array.fromAsync(synthesizeInstructions(optionsOf(parts)));
  return {
    candidates: outcomes.map(({ candidate }) => candidate),
    instructions: outcomes.flatMap(({ instruction }) => (instruction === null ? [] : [instruction])),
  };
}

test("200 instructions asked for are 200 delivered, balanced over the types, none a near-duplicate", async () => {
  const model = rehearsalPort();
  const { instructions, candidates } = await synthesize({ model, count: 200 });

  expect(instructions).toHaveLength(200);
  expect(new Set(instructions.map(({ id }) => id)).size).toBe(200);
  for (const record of instructions) expect(checkContract("instruction", record)).toMatchObject({ ok: true });
  for (const record of candidates) expect(checkContract("candidate", record)).toMatchObject({ ok: true });

  const perType = taxonomy.applicationTypes.map(
    ({ name }) => instructions.filter((instruction) => instruction.application_type === name).length,
  );
  expect(new Set(perType)).toEqual(new Set([9, 10]));

  for (const { instruction, source } of instructions) {
    if (source.specification === null) throw new Error("A synthesized instruction keeps its specification");
    expect(findShapeProblem(instruction, { ...publishedLength, ...source.specification })).toBeNull();
    expect(source).toMatchObject({ kind: "synthesized", label: "rehearsal", from: "synthesis-double" });
  }

  let nearest = Number.POSITIVE_INFINITY;
  for (const [at, { instruction }] of instructions.entries()) {
    for (const other of instructions.slice(0, at))
      nearest = Math.min(nearest, distance(instruction, other.instruction));
  }
  expect(nearest).toBeGreaterThan(50);

  // the rehearsal model is not always good: what it did wrong is told
  const reasons = new Set(candidates.map(({ reason }) => reason));
  expect(reasons).toContain("near-duplicate");
  expect(candidates.filter(({ outcome }) => outcome === "kept")).toHaveLength(200);
  expect(candidates.some(({ detail }) => detail?.startsWith("reply 2, after too-short"))).toBe(true);
  expect(model.purposes.length).toBe(new Set(model.purposes).size);
}, 120_000);

test("One seed gives the same bytes whatever the concurrency, another seed other ones", async () => {
  const [alone, many, other] = await Promise.all([
    synthesize({ model: rehearsalPort(), count: 60, concurrency: 1 }),
    synthesize({ model: rehearsalPort(), count: 60, concurrency: 16 }),
    synthesize({ model: rehearsalPort(), count: 60, seed: 2 }),
  ]);
  expect(toJsonLines(many.candidates)).toBe(toJsonLines(alone.candidates));
  expect(toJsonLines(many.instructions)).toBe(toJsonLines(alone.instructions));
  expect(toJsonLines(other.instructions)).not.toBe(toJsonLines(alone.instructions));
}, 60_000);

test("A longer set begins with the shorter one, and asks for nothing that is there", async () => {
  const short = await synthesize({ model: rehearsalPort(), count: 25 });
  const whole = await synthesize({ model: rehearsalPort(), count: 50 });
  const model = rehearsalPort();
  const rest = await synthesize({ model, count: 50, existing: short.instructions });
  expect([...short.instructions, ...rest.instructions]).toEqual(whole.instructions);
  expect(model.purposes.every((purpose) => Number(purpose.split("-")[1]) >= 25)).toBe(true);

  const idle = rehearsalPort();
  expect(await synthesize({ model: idle, count: 50, existing: whole.instructions })).toEqual({
    candidates: [],
    instructions: [],
  });
  expect(idle.purposes).toEqual([]);
});

test("Only the named application types are made; a name that is none is refused", async () => {
  const applicationTypes = ["Email Clients", "Browser-Based Games"];
  const { instructions } = await synthesize({ model: rehearsalPort(), count: 5, applicationTypes });
  expect(instructions.filter((one) => one.application_type === "Email Clients").length).toBeOneOf([2, 3]);
  expect(instructions.every((one) => applicationTypes.includes(one.application_type))).toBe(true);
  await expect(synthesize({ model: rehearsalPort(), applicationTypes: ["Games"] })).rejects.toThrow(
    /synthesize\.applicationTypes: "Games" is no known application type.*Browser-Based Games/,
  );
});

/** A reply that would be accepted for the prompt, and its parts for spoiling. */
function goodReply(request: ModelRequest): string {
  const first = request.messages[0]?.content;
  if (typeof first !== "string") throw new Error("No prompt");
  const line = (label: string): string => new RegExp(`^${label}: (.+)$`, "m").exec(first)?.[1] ?? "";
  const features = [...first.matchAll(/^- ([a-z].*)$/gm)].map((match) => match[1]).join(", ");
  const filler =
    "Every page should hold useful sample content and be easy to read on small and large screens, and nothing that is entered should be lost when the page is left and opened again by the same person later on.";
  return (
    `Please implement a website for ${line("Subject")} with ${line("Audience")} as users. Users should be able to ${features}. ${filler} ` +
    `Use ${line("Page background color")} for the background and ${line("Component color")} for the components.`
  );
}

const badReplies: [string, (good: string) => string, string][] = [
  ["nothing", () => "", "empty"],
  ["a refusal", () => "I cannot help with that.", "too-short"],
  ["two paragraphs", (good) => good.replace(". Every", ".\n\nEvery"), "several-paragraphs"],
  ["a list", (good) => good.replace(". Every", ".\n- Every"), "markup"],
  ["a short one", (good) => good.replace(/Users should.*again[^.]*\. /, ""), "too-short"],
  [
    "a long one",
    (good) => good.replace("Use ", `${"It should be easy to use for all of the users. ".repeat(12)}Use `),
    "too-long",
  ],
  ["no request", (good) => good.replace("Please implement a", "This is a"), "no-website-asked-for"],
  ["no colors", (good) => good.replace(/Use .*$/, ""), "background-color-missing"],
  [
    "another background",
    (good) => good.replace(/Use .* for the background/, "Use lime for the background"),
    "background-color-missing",
  ],
  [
    "another component color",
    (good) => good.replace(/and [a-z ]+ for the components/, "and lime for the components"),
    "component-color-missing",
  ],
  ["another language", () => "请实现一个网站 ".repeat(60), "not-english"],
];

test.each(badReplies)("%s is asked again with the reason, then dropped with it", async (_, spoil, reason) => {
  const retries: string[] = [];
  const roles = new Set<string>();
  const model = portOf((request) => {
    const last = request.messages.at(-1)?.content;
    roles.add(request.messages.map(({ role }) => role).join(" "));
    if (request.messages.length > 1 && typeof last === "string") retries.push(last);
    return modelReply(spoil(goodReply(request)));
  });
  const { candidates, instructions } = await synthesize({ model, count: 1, maxAttempts: 2 });
  expect(instructions).toEqual([]);
  expect(candidates.map((candidate) => candidate.reason)).toEqual([reason, reason]);
  expect(candidates[0]?.detail).toMatch(/^reply 3: /);
  expect(model.purposes).toEqual(
    [0, 1].flatMap((attempt) => [1, 2, 3].map((ask) => `candidate-0-${attempt}/${ask}`)),
  );
  expect(roles).toEqual(new Set(["user", "user assistant user", "user assistant user assistant user"]));
  expect(retries).toHaveLength(4);
  expect(retries[0]).toContain(candidates[0]?.detail?.replace("reply 3: ", ""));
});

test.each([
  ["length", "reply-cut-off"],
  ["content-filter", "reply-filtered"],
] as const)("A reply that ended by %s is not used, however good it looks", async (finishReason, reason) => {
  const model = portOf((request) => modelReply(goodReply(request), finishReason));
  const { candidates } = await synthesize({ model, count: 1, maxAttempts: 1 });
  expect(candidates[0]).toMatchObject({ outcome: "dropped", reason });
});

test("A good reply is taken at once; the same text twice is an exact duplicate and is replaced", async () => {
  let first: string | null = null;
  const model = portOf((request) => {
    const good = goodReply(request);
    first ??= good;
    return modelReply(request.purpose === "candidate-1-0/1" ? first.toUpperCase() : good);
  });
  const one = await synthesize({ model, count: 1, seed: 3 });
  expect(one.candidates).toMatchObject([{ outcome: "kept", reason: null, detail: null }]);
  const sameColors = { ...taxonomy, colorPairs: taxonomy.colorPairs.slice(0, 1) };
  first = null;
  const two = await synthesize({ model, count: 2, seed: 3, taxonomy: sameColors, concurrency: 1 });
  expect(two.candidates.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ["kept", null],
    ["dropped", "exact-duplicate"],
    ["kept", null],
  ]);
  expect(two.candidates[1]?.detail).toContain(two.instructions[0]?.id);
  expect(two.candidates[1]?.evidence?.duplicate).toMatchObject({ of: two.instructions[0]?.id, jaccard: 1 });
});

test("An instruction that repeats one already in the run is dropped", async () => {
  const { instructions } = await synthesize({ model: rehearsalPort(), count: 1 });
  const imported = instructions.map((one) => ({ ...one, id: "train_000001" }));
  const again = await synthesize({ model: rehearsalPort(), count: 1, existing: imported });
  expect(again.candidates.map(({ reason }) => reason)).toEqual(["exact-duplicate", null]);
});

test("An instruction too close to a test instruction is dropped with the evidence and replaced", async () => {
  const clean = await synthesize({ model: rehearsalPort(), count: 3 });
  const [tested] = clean.instructions;
  if (tested === undefined) throw new Error("No instruction");
  const copied = {
    testSet: "bench",
    id: "000042",
    instruction: tested.instruction.split(". ").reverse().join(". "),
  };
  const { candidates, instructions } = await synthesize({
    model: rehearsalPort(),
    count: 3,
    decontamination: new Decontamination([copied]),
  });
  expect(candidates[0]).toMatchObject({ outcome: "dropped", reason: "contaminated" });
  expect(candidates[0]?.detail).toMatch(
    /^word-overlap 1\.00 \(limit 0\.6\) with test 000042 of bench; both say "/,
  );
  expect(candidates[0]?.evidence?.contamination?.[0]).toMatchObject({
    testSet: "bench",
    testId: "000042",
    rule: "word-overlap",
    score: 1,
  });
  expect(checkContract("candidate", candidates[0])).toMatchObject({ ok: true });
  expect(instructions).toHaveLength(3);
});

test("Quotas hold over what was there and what is made; what there is no room for is not asked for", async () => {
  const quotas = { applicationType: 2, backgroundColor: 3, featureFamily: 24 };
  const model = rehearsalPort();
  const { instructions, candidates } = await synthesize({ model, count: 40, quotas });
  expect(instructions).toHaveLength(40);
  const most = (keys: string[]): number => Math.max(...Object.values(tally(keys)));
  expect(most(instructions.map((one) => one.application_type))).toBe(2);
  const specifications = instructions.flatMap(({ source }) => source.specification ?? []);
  expect(most(specifications.map(({ backgroundColor }) => backgroundColor))).toBeLessThanOrEqual(3);
  const familiesOf = createFamilyReader(taxonomy.featureFamilies);
  expect(most(specifications.flatMap(({ features }) => familiesOf(features.join("; "))))).toBe(24);
  expect(candidates.map(({ reason }) => reason)).not.toContain("over-quota");

  const rest = await synthesize({
    model: rehearsalPort(),
    count: 40,
    quotas,
    existing: instructions.slice(0, 25),
  });
  expect(toJsonLines([...instructions.slice(0, 25), ...rest.instructions])).toBe(toJsonLines(instructions));
});

function tally(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

test.each([
  [
    { applicationType: 3 },
    /synthesize\.quotas\.applicationType: 3 of each of 21 application types makes 63 instructions, and 100 are asked for. Set it to 5/,
  ],
  [{ backgroundColor: 1 }, /synthesize\.quotas\.backgroundColor: 1 of each of \d+ background colors/],
  [{ componentColor: 1 }, /synthesize\.quotas\.componentColor: 1 of each of \d+ component colors/],
])("Quotas %j that leave no room are refused before anything is asked", async (quotas, message) => {
  const idle = rehearsalPort();
  await expect(synthesize({ model: idle, count: 100, quotas })).rejects.toThrow(message);
  expect(idle.purposes).toEqual([]);
});

test("A quota that cannot be met leaves its slots empty", async () => {
  const model = rehearsalPort();
  const { instructions } = await synthesize({ model, count: 12, quotas: { featureFamily: 1 } });
  expect(instructions.length).toBeGreaterThan(0);
  expect(instructions.length).toBeLessThan(12);
});

test("A call that the endpoint never answers fails its candidate only; several in a row stop the stage", async () => {
  const lame = portOf((request) => {
    if (request.purpose.startsWith("candidate-3-0/")) throw new InfrastructureError("503, four times");
    return modelReply(goodReply(request));
  });
  const { candidates, instructions } = await synthesize({ model: lame });
  expect(instructions).toHaveLength(10);
  expect(candidates.filter(({ outcome }) => outcome === "failed")).toMatchObject([
    { reason: "model-did-not-answer", detail: "503, four times", instruction: "" },
  ]);

  // many in all, but never in a row
  const moody = portOf((request) => {
    if (/candidate-\d*[02468]-0\//.test(request.purpose)) throw new InfrastructureError("503");
    return modelReply(goodReply(request));
  });
  const recovered = await synthesize({ model: moody, count: 20, concurrency: 1 });
  expect(recovered.instructions).toHaveLength(20);

  const dead = portOf(() => {
    throw new InfrastructureError("connection refused");
  });
  await expect(synthesize({ model: dead, count: 30 })).rejects.toThrow(InfrastructureError);
  expect(dead.purposes.length).toBeLessThan(15);
});

test.each([new StopError("budget used up"), new UserError("wrong key")])(
  "%s stops the stage",
  async (error) => {
    const model: ModelPort & { purposes: string[] } = portOf((request) => {
      if (request.purpose.startsWith("candidate-4-")) throw error;
      return modelReply(goodReply(request));
    });
    const made: SynthesisOutcome[] = [];
    const run = async () => {
      for await (const outcome of synthesizeInstructions(optionsOf({ model, count: 50 }))) made.push(outcome);
    };
    await expect(run()).rejects.toBe(error);
    expect(made).toHaveLength(4);
    expect(model.purposes.length).toBeLessThan(15);
  },
);

test("After an abort no further call is made", async () => {
  const controller = new AbortController();
  const model = portOf((request) => {
    if (request.purpose.startsWith("candidate-2-")) controller.abort(new StopError("SIGINT"));
    return modelReply(goodReply(request));
  });
  await expect(synthesize({ model, count: 50, concurrency: 1, signal: controller.signal })).rejects.toThrow(
    "SIGINT",
  );
  expect(model.purposes).toHaveLength(3);
});
