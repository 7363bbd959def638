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
