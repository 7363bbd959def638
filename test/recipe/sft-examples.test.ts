import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseArtifact } from "../../pipeline/artifact/artifact-parser.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { type SftExamples, sftExamples } from "../../pipeline/recipe/sft-examples.ts";
import { buildTrajectory, type PlannedStep } from "../support/trajectory-builder.ts";

/** Each message is one token, so that a limit can be read off the conversation. */
const countTokens = (messages: readonly object[]): number => messages.length;

function examplesOf(steps: PlannedStep[], chosen: number, shape: Partial<Recipe["sft"]>): SftExamples {
  const { trajectory, blobs } = buildTrajectory({ steps, chosen, systemPrompt: "S", instruction: "I" });
  const made = sftExamples(trajectory, blobs, {
    shape: { maskErrorSteps: false, includeFinish: true, ...shape },
    countTokens,
  });
  if (made === null) throw new Error("nothing was chosen");
  return made;
}

const contents = ({ examples }: SftExamples): string[][] =>
  examples.map(({ messages }) => messages.slice(2).map(({ content }) => content));

const code = (reply: string, files: Record<string, string>, parts: PlannedStep = {}): PlannedStep => ({
  reply,
  feedback: `f(${reply})`,
  files,
  screenshot: 3,
  ...parts,
});

/** a writes x; b breaks it; c mends it and writes y; the test passes; d polishes y; done */
const site = [
  code("a", { x: "1" }),
  code("b", { x: "2" }, { isError: true }),
  code("c", { x: "3", y: "1" }),
  { ...code("t", { x: "3", y: "1" }), kind: "gui-test" as const },
  code("d", { x: "3", y: "2" }),
  { kind: "finish" as const, reply: "done", files: { x: "3", y: "2" } },
];

describe("a limit of tokens", () => {
  it.each<[number, string[] | null, number]>([
    [13, ["a", "f(a)", "b", "f(b)", "c", "f(c)", "t", "f(t)", "d", "f(d)", "done"], 0],
    // the error step first
    [12, ["a", "f(a)", "c", "f(c)", "t", "f(t)", "d", "f(d)", "done"], 1],
    [11, ["a", "f(a)", "c", "f(c)", "t", "f(t)", "d", "f(d)", "done"], 1],
    // then the oldest
    [10, ["c", "f(c)", "t", "f(t)", "d", "f(d)", "done"], 2],
    [7, ["c", "f(c)", "d", "f(d)", "done"], 3],
    // c wrote x as the website has it
    [6, null, 0],
  ])("of %i leaves out whole steps, and none that wrote the website", (maxTokens, expected, stepsLeftOut) => {
    const made = examplesOf(site, 4, { maxTokens });
    expect(contents(made)).toEqual(expected === null ? [] : [expected]);
    expect(made.leftOut.tooLong).toBe(expected === null ? 1 : 0);
    expect(made.examples.map((example) => example.stepsLeftOut)).toEqual(
      expected === null ? [] : [stepsLeftOut],
    );
    for (const { messages, lossMask, steps } of made.examples) {
      expect(messages.length).toBeLessThanOrEqual(maxTokens);
      expect(lossMask).toEqual(messages.map(({ role }) => (role === "assistant" ? 1 : 0)));
      expect(steps).toBe(lossMask.filter((mask) => mask === 1).length);
    }
  });

  it("keeps each mask with its message", () => {
    const [example] = examplesOf(site, 4, { maxTokens: 11, maskFlatSteps: true }).examples;
    // c, t and d raised nothing
    expect(example?.messages.map(({ content }) => content)).toEqual(
      "S I a f(a) c f(c) t f(t) d f(d) done".split(" "),
    );
    expect(example?.lossMask).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("keeps the feedback that the last reply answers", () => {
    const steps = [code("a", { x: "1" }), code("b", { x: "2" }, { isError: true }), code("c", { x: "3" })];
    expect(contents(examplesOf(steps, 2, { maxTokens: 5 }))).toEqual([["b", "f(b)", "c"]]);
    expect(examplesOf(steps, 2, { maxTokens: 4 }).leftOut.tooLong).toBe(1);
  });

  it("never parts a website from the replies that wrote it, whatever the trajectory", () => {
    const paths = ["x", "y", "z"];
    const step = fc.record({
      writes: fc.subarray(paths),
      isError: fc.boolean(),
      gui: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 3, max: 18 }),
        (plan, maxTokens) => {
          const files: Record<string, string> = {};
          const steps = plan.map(({ writes, isError, gui }, at): PlannedStep => {
            if (gui) return { ...code("v", { ...files }), kind: "gui-test" };
            for (const path of writes) files[path] = `${at}\n`;
            const reply = writes
              .map((path) => `<boltAction type="file" filePath="${path}">${at}\n</boltAction>`)
              .join("");
            return code(reply, { ...files }, { isError });
          });
          const { examples, leftOut } = examplesOf(steps, plan.length - 1, { maxTokens });
          expect(examples.length + leftOut.tooLong).toBe(1);
          for (const { messages } of examples) {
            const written = new Map<string, string>();
            for (const { role, content } of messages)
              for (const action of role === "assistant" ? parseArtifact(content).actions : [])
                written.set(action.filePath ?? "", action.content);
            expect(Object.fromEntries([...written].sort())).toEqual(files);
            expect(messages.length).toBeLessThanOrEqual(maxTokens);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a row per step", () => {
  it("trains on one reply each, what came before it being context", () => {
    const made = examplesOf(site, 4, { rows: "step", maskErrorSteps: true });
    expect(made.examples.map(({ node, steps }) => [node.step, steps])).toEqual([
      [0, 1],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
    ]);
    expect(contents(made)[1]).toEqual(["a", "f(a)", "b", "f(b)", "c"]);
    expect(made.examples[1]?.lossMask).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  it("has only the steps that improved where the recipe says so", () => {
    const made = examplesOf(site, 4, { rows: "step", maskFlatSteps: true });
    expect(made.examples.map(({ node }) => node.step)).toEqual([0, 5]);
  });

  it("is shortened to what its own website was written by", () => {
    const made = examplesOf(site, 4, { rows: "step", maxTokens: 7 });
    expect(contents(made)).toEqual([
      ["a"],
      ["a", "f(a)", "b"],
      ["a", "f(a)", "b", "f(b)", "c"],
      ["a", "f(a)", "c", "f(c)", "t"],
      ["c", "f(c)", "t", "f(t)", "d"],
      ["c", "f(c)", "d", "f(d)", "done"],
    ]);
    expect(examplesOf(site, 4, { rows: "step", maxTokens: 4 }).leftOut.tooLong).toBe(5);
  });
});

describe("the final state alone", () => {
  it("answers the instruction with the files of the chosen website", () => {
    const steps = [
      code("a", { "b.js": "2 < 3;\n", "a.html": "<p>&amp;</p>\n" }),
      code("b", { "a.html": "other\n" }),
    ];
    const [example] = examplesOf(steps, 0, { rows: "final-state" }).examples;
    expect(example).toMatchObject({ lossMask: [0, 0, 1], steps: 1 });
    expect(example?.messages.at(-1)).toEqual({
      role: "assistant",
      content: [
        '<boltArtifact id="website" title="Website">',
        '<boltAction type="file" filePath="a.html">',
        "<p>&amp;</p>",
        "</boltAction>",
        '<boltAction type="file" filePath="b.js">',
        "2 < 3;",
        "</boltAction>",
        "</boltArtifact>",
      ].join("\n"),
    });
  });

  it.each([
    ["that would end its action", { "a.html": "</boltAction>\n" }],
    ["that would be trimmed", { "a.txt": "a\n\n\n" }],
    ["whose name would end its attribute", { 'a".txt': "a\n" }],
    ["at all", {}],
  ])("leaves out a website with no file, or with one %s", (_, files) => {
    expect(examplesOf([code("a", files)], 0, { rows: "final-state" })).toEqual({
      examples: [],
      leftOut: { tooLong: 0, unwritable: 1 },
    });
  });

  it("leaves out one over the limit", () => {
    const made = examplesOf([code("a", { x: "1\n" })], 0, { rows: "final-state", maxTokens: 2 });
    expect([made.examples, made.leftOut.tooLong]).toEqual([[], 1]);
  });
});
