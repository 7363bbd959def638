import { describe, expect, test } from "vitest";
import { parseReply } from "../../../../pipeline/agent/reply.ts";
import { lastingFlaws, mendedFlaws } from "../../../../pipeline/model/rehearsal/teacher/flaws/all-flaws.ts";
import { blankPage } from "../../../../pipeline/model/rehearsal/teacher/flaws/blank-page.ts";
import { cutReply } from "../../../../pipeline/model/rehearsal/teacher/flaws/cut-reply.ts";
import { deadButton } from "../../../../pipeline/model/rehearsal/teacher/flaws/dead-button.ts";
import { escapedFile } from "../../../../pipeline/model/rehearsal/teacher/flaws/escaped-file.ts";
import type { Flaw } from "../../../../pipeline/model/rehearsal/teacher/flaws/flaw.ts";
import { ignoredColors } from "../../../../pipeline/model/rehearsal/teacher/flaws/ignored-colors.ts";
import { nothingWorks } from "../../../../pipeline/model/rehearsal/teacher/flaws/nothing-works.ts";
import { singleQuotes } from "../../../../pipeline/model/rehearsal/teacher/flaws/single-quotes.ts";
import { unreadableColors } from "../../../../pipeline/model/rehearsal/teacher/flaws/unreadable-colors.ts";
import { drawPlan } from "../../../../pipeline/model/rehearsal/teacher/plan.ts";
import { buildSite } from "../../../../pipeline/model/rehearsal/teacher/site.ts";
import { teacherReply } from "../../../../pipeline/model/rehearsal/teacher/teacher-reply.ts";
import type { Finding } from "./feedback-messages.ts";
import { opening, rehearse, seedOf, shop } from "./rehearse.ts";

const contented = (_: unknown, kind: string): Finding =>
  kind === "gui-test" ? { kind: "test-passed" } : { kind: "page-seen", suggestions: "Keep going." };

/** What the harness would find, knowing the flaw. */
function findingOf(flaw: Flaw, kind: string): Finding {
  if (flaw === deadButton || flaw === nothingWorks)
    return kind === "gui-test"
      ? { kind: "test-failed", suggestions: 'The button "Add to cart" does nothing.' }
      : { kind: "page-seen", suggestions: "Keep going." };
  if (kind === "gui-test") return { kind: "test-passed" };
  if (flaw === ignoredColors)
    return { kind: "page-seen", suggestions: "The page background is white, not ivory." };
  if (flaw === unreadableColors) return { kind: "page-seen", suggestions: "The text cannot be read." };
  return flaw.id === "missing-package" ? { kind: "install-failed" } : { kind: "page-broken" };
}

/** The files the plan of a seed means to send. */
function plannedFiles(seed: number, polish: number): Record<string, string> {
  return Object.fromEntries(buildSite(drawPlan(shop, seed).site, polish));
}

/** Whether they are the files of the plan, as they are or with one round of polish. */
function isGood(files: ReadonlyMap<string, string>, seed: number): boolean {
  return [0, 1].some((polish) =>
    Object.entries(plannedFiles(seed, polish)).every(([path, text]) => files.get(path) === text),
  );
}

test("A flawless course: code, at most one polish, the mark, the end", () => {
  const seed = seedOf("flawless");
  const { kinds, files } = rehearse({ seed, judge: contented, steps: 8 });
  const polish = kinds.filter((kind) => kind === "code").length - 1;
  expect(kinds).toEqual([...Array(polish + 1).fill("code"), "gui-test", "finish"]);
  expect(Object.fromEntries(files)).toEqual(plannedFiles(seed, polish));
});

test("A flawless course polishes now and then, by one file", () => {
  const runs = Array.from({ length: 100 }, (_, at) => 100 + 20 * at)
    .filter((seed) => drawPlan(shop, seed).course.kind === "flawless")
    .map((seed) => rehearse({ seed, judge: contented, steps: 8 }));
  const polished = runs.filter(({ kinds }) => kinds.length === 4);
  expect(polished.length).toBeGreaterThan(0);
  expect(polished.length).toBeLessThan(runs.length / 2);
  const second = parseReply(polished[0]?.replies[1]?.text ?? "");
  expect(second.kind === "code" ? second.files.map(({ path }) => path) : []).toEqual(["src/theme.css"]);
});

describe("a flaw that is mended when the feedback names it", () => {
  const harmless: Flaw[] = [singleQuotes, escapedFile];
  const flaws = [...new Set(mendedFlaws)].filter((flaw) => !harmless.includes(flaw));
  test.each(flaws.map((flaw) => [flaw.id, flaw] as const))("%s", (_, flaw) => {
    const seed = seedOf("mended", shop, flaw);
    let spoiled = 0;
    const { kinds, files, messages } = rehearse({
      seed,
      steps: 8,
      judge: (now, kind) => {
        if (isGood(now, seed)) return contented(now, kind);
        spoiled++;
        return findingOf(flaw, kind);
      },
    });
    expect(spoiled).toBeGreaterThan(0);
    expect(kinds.at(-1)).toBe("finish");
    expect(isGood(files, seed)).toBe(true);
    expect(JSON.stringify(messages)).toContain(JSON.stringify(flaw.remedy).slice(1, -1));
  });

  test.each(harmless.map((flaw) => [flaw.id, flaw] as const))(
    "%s is seen through by the harness",
    (_, flaw) => {
      const seed = seedOf("mended", shop, flaw);
      const { kinds, files } = rehearse({ seed, judge: contented, steps: 8 });
      expect(kinds.at(-1)).toBe("finish");
      expect(Object.fromEntries(files)).toEqual(plannedFiles(seed, 0));
    },
  );
});

describe("a flaw that is never mended", () => {
  test.each([...new Set(lastingFlaws)].map((flaw) => [flaw.id, flaw] as const))("%s", (_, flaw) => {
    const seed = seedOf("never-well", shop, flaw);
    const { kinds, files } = rehearse({ seed, steps: 12, judge: (_files, kind) => findingOf(flaw, kind) });
    expect(kinds.at(-1)).toBe("finish");
    const path = drawPlan(shop, seed).site.stack.paths;
    const spoiledPath =
      flaw === blankPage
        ? path.main
        : flaw === ignoredColors || flaw === unreadableColors
          ? path.theme
          : path.page;
    expect(files.get(spoiledPath)).not.toBe(plannedFiles(seed, 0)[spoiledPath]);
  });
});

describe("a course that gets lost", () => {
  const broken = (_: unknown): Finding => ({ kind: "page-broken" });

  test("after a good page: it breaks and stays broken, or takes another way", () => {
    const seed = Array.from({ length: 1_000 }, (_, at) => at).find((candidate) => {
      const plan = drawPlan(shop, candidate);
      return plan.course.kind === "lost-after-good" && !plan.polishes;
    });
    const runs = Array.from({ length: 30 }, (_, at) => rehearseFrom(seed ?? 0, 1_000 + at * 50));
    const lost = runs.filter((kinds) => kinds.length === 6 && kinds.every((kind) => kind === "code"));
    const wentOn = runs.filter((kinds) => kinds.join(" ") === "code gui-test");
    expect(lost.length + wentOn.length).toBe(30);
    expect(lost.length).toBeGreaterThan(10);
    expect(wentOn.length).toBeGreaterThan(3);
  });

  test("from the start: never found out of, whatever the feedback", () => {
    const { kinds, replies } = rehearse({ seed: seedOf("lost-from-start"), steps: 6, judge: broken });
    expect(kinds).toEqual(Array(6).fill("code"));
    expect(new Set(replies.map(({ text }) => text.replace(/^.*\n/, ""))).size).toBeGreaterThan(3);
  });

  /** The first reply by one seed, the next by others: as after going back to the first. */
  function rehearseFrom(planSeed: number, turnSeed: number): string[] {
    const first = rehearse({ seed: planSeed, steps: 1, judge: contented });
    const messages = [...first.messages];
    const kinds = [...first.kinds];
    for (let step = 1; step < 6; step++) {
      const { text } = teacherReply({ messages, seed: turnSeed + step });
      const kind = parseReply(text).kind;
      kinds.push(kind);
      if (kind === "gui-test") break;
      messages.push(
        { role: "assistant", content: text },
        {
          role: "user",
          content: rehearse({ seed: planSeed, steps: 1, judge: broken }).messages.at(-1)?.content ?? "",
        },
      );
    }
    return kinds;
  }
});

test("A reply that is cut says so, and ends inside its last file", () => {
  const { text, finishReason } = teacherReply({
    messages: opening(shop),
    seed: seedOf("mended", shop, cutReply),
  });
  expect(finishReason).toBe("length");
  expect(text).not.toContain("</boltArtifact>");
  const reply = parseReply(text);
  expect(reply.warnings).toContainEqual(expect.stringContaining("no end tag"));
});

test("A reply in single quotes has no other attributes", () => {
  const { text } = teacherReply({ messages: opening(shop), seed: seedOf("mended", shop, singleQuotes) });
  expect(text).toContain("<boltAction type='file' filePath='package.json'>");
  expect(text).not.toContain('<boltAction type="');
});

test("Marks are short and alone", () => {
  const { replies } = rehearse({ seed: seedOf("flawless"), judge: contented, steps: 8 });
  for (const { text } of replies.slice(-2)) {
    expect(text.length).toBeLessThan(400);
    expect(text).not.toContain("boltArtifact");
  }
});

test("Equal requests get equal replies, another seed another site", () => {
  const at = (seed: number) => teacherReply({ messages: opening(shop), seed }).text;
  expect(at(7)).toBe(at(7));
  expect(at(7)).not.toBe(at(8));
});

test("Messages in parts are read as text", () => {
  const seed = seedOf("flawless");
  const inParts = opening(shop).map(({ role, content }) => ({
    role,
    content: [{ type: "text" as const, text: String(content) }],
  }));
  expect(teacherReply({ messages: inParts, seed })).toEqual(teacherReply({ messages: opening(shop), seed }));
});

test("A conversation that another teacher began is begun anew", () => {
  const messages = [
    ...opening(shop),
    { role: "assistant" as const, content: '<boltArtifact id="other" title="x"></boltArtifact>' },
    { role: "user" as const, content: "Go on." },
  ];
  expect(parseReply(teacherReply({ messages, seed: 3 }).text).kind).toBe("code");
});

test("A reply takes less than 20 ms", () => {
  teacherReply({ messages: opening(shop), seed: 1 });
  const started = performance.now();
  for (let seed = 0; seed < 50; seed++) teacherReply({ messages: opening(shop), seed });
  expect((performance.now() - started) / 50).toBeLessThan(20);
});
