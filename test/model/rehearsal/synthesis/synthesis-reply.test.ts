import { expect, test } from "vitest";
import { parseInstructionReply } from "../../../../pipeline/instruction/instruction-reply.ts";
import { findShapeProblem, publishedLength } from "../../../../pipeline/instruction/instruction-shape.ts";
import { createSpecificationSampler } from "../../../../pipeline/instruction/specification-sampler.ts";
import { loadTaxonomy } from "../../../../pipeline/instruction/taxonomy.ts";
import { siteNoun, withArticle } from "../../../../pipeline/model/rehearsal/synthesis/site-noun.ts";
import { synthesisReply } from "../../../../pipeline/model/rehearsal/synthesis/synthesis-reply.ts";
import { loadPromptSet } from "../../../../pipeline/prompts/prompt-set.ts";

const prompts = await loadPromptSet("default");
const taxonomy = await loadTaxonomy();
const sampler = createSpecificationSampler({
  seed: 5,
  applicationTypes: taxonomy.applicationTypes,
  colorPairs: taxonomy.colorPairs,
});

function promptOf(slot: number): string {
  const specification = sampler.sample({ slot, attempt: 0 });
  return prompts.render("synthesize", {
    ...specification,
    features: specification.features.map((feature) => `- ${feature}`).join("\n"),
    minWords: "48",
    maxWords: "134",
  });
}

function problemOf(slot: number, reply: string): string | null {
  const shape = { ...publishedLength, ...sampler.sample({ slot, attempt: 0 }) };
  return findShapeProblem(parseInstructionReply(reply), shape)?.reason ?? null;
}

test("It writes what the prompt asks for, and now and then what real models write instead", () => {
  const replies = Array.from({ length: 600 }, (_, slot) =>
    synthesisReply({ messages: [{ role: "user", content: promptOf(slot) }], seed: slot * 7919 }),
  );
  const problems = replies.map((reply, slot) => problemOf(slot, reply));
  expect(problems.filter((problem) => problem === null).length / 600).toBeGreaterThan(0.9);
  expect(new Set(problems)).toEqual(new Set([null, "too-short", "background-color-missing"]));
  const has = (sign: string): boolean => replies.some((reply) => reply.includes(sign));
  expect([has("```"), replies.some((reply) => reply.startsWith('"')), has("**Instruction:**")]).toEqual([
    true,
    true,
    true,
  ]);
  expect(replies.filter((reply) => reply.includes("overview of their daily tasks")).length).toBeGreaterThan(
    3,
  );

  const plain = replies.findIndex(
    (reply, slot) =>
      problems[slot] === null && reply.startsWith("Please implement") && !reply.includes("daily tasks"),
  );
  const { domain, features } = sampler.sample({ slot: plain, attempt: 0 });
  for (const part of [domain, ...features]) expect(replies[plain]).toContain(part);
});

test("Equal requests get equal replies", () => {
  const request = { messages: [{ role: "user" as const, content: promptOf(3) }], seed: 77 };
  expect(synthesisReply(request)).toBe(synthesisReply(request));
  expect(synthesisReply({ ...request, seed: 78 })).not.toBe(synthesisReply(request));
});

test("Asked again with the reason it nearly always mends its reply", () => {
  const mended = Array.from({ length: 300 }, (_, slot) =>
    problemOf(
      slot,
      synthesisReply({
        messages: [
          { role: "user", content: promptOf(slot) },
          { role: "assistant", content: "Please implement a website." },
          { role: "user", content: prompts.render("synthesize-retry", { problem: "it has 4 words" }) },
        ],
        seed: slot,
      }),
    ),
  ).filter((problem) => problem === null);
  expect(mended.length).toBeGreaterThan(286);
  expect(mended.length).toBeLessThan(300);
});

test("A prompt of another set is understood by its labels; one without any gets an instruction as well", () => {
  const foreign =
    "Category: Browser-Based Games\nTopic: lighthouses\nUsers: sailors\nFeatures: steer a boat, read charts\nUse mint cream for the background and teal for components.";
  const reply = parseInstructionReply(
    synthesisReply({ messages: [{ role: "user", content: foreign }], seed: 2 }),
  );
  for (const part of ["browser-based game", "lighthouses", "sailors", "steer a boat", "mint cream", "teal"])
    expect(reply).toContain(part);
  const bare = synthesisReply({ messages: [{ role: "user", content: "Write something." }], seed: 2 });
  expect(
    findShapeProblem(bare, { ...publishedLength, backgroundColor: "white", componentColor: "navy" }),
  ).toBeNull();
});

test.each([
  ["Analytics Platforms/Dashboards", "an analytics dashboard"],
  ["Publishing/Blogging Platforms", "a blogging platform"],
  ["Company Brochure Sites", "a company brochure site"],
  ["CRM Systems", "a CRM system"],
  ["ERP Platforms", "an ERP platform"],
  ["Email Clients", "an email client"],
  ["News Aggregators", "a news aggregator website"],
  ["E-commerce Web Applications", "an e-commerce web application"],
  ["Business", "a business website"],
  ["University Sites", "a university site"],
])("One of the %s is %s", (applicationType, noun) => {
  expect(withArticle(siteNoun(applicationType))).toBe(noun);
});

const categories = "- Functional Testing: Searching\n- Data Display Testing: Details Information";

test("It makes an instruction out of one in the prompt, with what is wanted and the rest as it was", () => {
  const base = sampler.sample({ slot: 4, attempt: 0 });
  const instruction = parseInstructionReply(
    synthesisReply({ messages: [{ role: "user", content: promptOf(4) }], seed: 12 }),
  );
  const wanted = "hatching dragons";
  const evolve = (change: string): string =>
    synthesisReply({
      messages: [
        {
          role: "user",
          content: prompts.render("synthesize-evolve", {
            ...{ instruction, change, minWords: "48", maxWords: "134" },
            backgroundColor: base.backgroundColor,
            componentColor: base.componentColor,
          }),
        },
      ],
      seed: 12,
    });
  const other = evolve(prompts.render("synthesize-evolve-domain", { domain: wanted }));
  expect(other).toContain(wanted);
  expect(other).not.toContain(base.domain);
  expect(other).toContain(base.audience);
  const audience = evolve(prompts.render("synthesize-evolve-audience", { audience: wanted }));
  expect(audience).toContain(wanted);
  expect(audience).toContain(base.domain);
  const harder = evolve(
    prompts.render("synthesize-evolve-harder", { features: "feed the dragons; weigh the eggs daily" }),
  );
  for (const part of ["feed the dragons", "weigh the eggs daily", base.domain, base.audience])
    expect(harder).toContain(part);
  expect(findShapeProblem(parseInstructionReply(harder), { ...publishedLength, ...base })).toBeNull();
});

test("It writes test cases for an instruction, now and then too few", () => {
  const content = prompts.render("test-cases", {
    instruction:
      "Please implement a forum for tea. Users should be able to open a thread, search posts, and vote in polls. Use white for the background and navy for the components.",
    websiteCategories: "- User Interaction: Form Systems",
    ...{ testCategories: categories, minTasks: "4", maxTasks: "11" },
  });
  const counts = Array.from({ length: 60 }, (_, seed) => {
    const reply = synthesisReply({ messages: [{ role: "user", content }], seed: seed * 7919 });
    const json = JSON.parse(reply.replace(/^```json\n|\n```$/g, ""));
    expect(json.Category).toEqual({ primary_category: "User Interaction", subcategories: ["Form Systems"] });
    return json.ui_instruct.length;
  });
  expect(new Set(counts)).toEqual(new Set([2, 5]));
  expect(counts.filter((count) => count === 2).length).toBeLessThan(20);
});
