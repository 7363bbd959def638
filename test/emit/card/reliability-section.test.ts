import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Grade } from "../../../pipeline/contracts/generated/grade.ts";
import type { GuiReplay } from "../../../pipeline/contracts/generated/gui-replay.ts";
import type { Review } from "../../../pipeline/contracts/generated/review.ts";
import { writeFileAtomic } from "../../../pipeline/run/atomic-file.ts";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { buildRecipe, filterAndEmit } from "../../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../../support/memory-run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Four trajectories of two application types, their screenshots scored 1, 2, 4 and 5. */
const scores = [1, 2, 4, 5];

function review(at: number, decision: Review["decision"], reviewer = "al"): Review {
  return {
    ...{ at: "2026-01-01T00:00:00Z", trajectoryId: `i-${at}.0`, reviewer, decision },
    ...{ screenshotScore: scores[at] ?? null, guiScore: null, step: null, blind: true, note: "" },
  };
}

function grade(at: number, given: number[]): Grade {
  return {
    ...{ trajectoryId: `i-${at}.0`, journalDigest: "0".repeat(64), step: 0, judge: "screenshot" },
    scores: given.map((value) => ({ status: "measured", value })),
  };
}

async function sectionOf(files: { reviews?: Review[]; grades?: Grade[]; replays?: GuiReplay[] }) {
  const dir = await temporaryFolder();
  const paths = new RunPaths(dir);
  const { reviews = [], grades = [], replays = [] } = files;
  if (reviews.length > 0) await writeFileAtomic(paths.reviews, toJsonLines(reviews));
  if (grades.length > 0) await writeFileAtomic(paths.grades("again"), toJsonLines(grades));
  if (replays.length > 0) await writeFileAtomic(paths.guiReplays("again"), toJsonLines(replays));
  const run = memoryRun({
    dir,
    instructions: scores.map((_, at) =>
      buildInstruction(`i-${at}`, { application_type: at < 2 ? "Blog" : "Shop" }),
    ),
    trajectories: scores.map((screenshot, at) => ({ instructionId: `i-${at}`, steps: [{ screenshot }] })),
  });
  const emitted = await filterAndEmit(run, buildRecipe());
  const card = await readFile(join(emitted.dir, "README.md"), "utf8");
  return { card, section: /^## How far the judges[\s\S]*?(?=^## )/m.exec(card)?.[0] ?? "" };
}

it("says how to find out where nobody looked", async () => {
  const { card, section } = await sectionOf({});
  expect(section).toContain("npx curate regrade --run RUN --times 3");
  expect(card).toContain("no person has checked them");
});

it("holds repeated grades against each other and against what was recorded, by application type too", async () => {
  const { section } = await sectionOf({
    grades: [grade(0, [1, 1]), grade(1, [2, 2]), grade(2, [4, 4]), grade(3, [5, 4])],
  });
  // recorded 1, 2, 4, 5 against the medians 1, 2, 4, 4.5
  expect(section).toMatch(
    /\| grading again \| screenshot \| its repeats \| 4 \| 75 % \| 0\.9\d \| .* \| - \|/,
  );
  expect(section).toMatch(/\| grading again \| screenshot \| the recorded score \| 4 \| 75 % \| 0\.9\d \|/);
  expect(section).toContain("| Shop | screenshot | 2 | 50 % | 2 | 50 % | 0 | - |");
  expect(section).not.toContain("| people |");
});

it("holds recorded scores against what people gave and kept, those they contradict each other on left out", async () => {
  const { card, section } = await sectionOf({
    reviews: [
      review(0, "reject"),
      review(1, "keep"),
      review(2, "keep"),
      review(3, "keep"),
      review(3, "reject", "bo"),
    ],
  });
  expect(section).toContain("| recorded | screenshot | people | 4 | 100 % | 1.00 | 1.00 to 1.00 | 1.00 |");
  expect(section).toContain("| 1 | 0.67 | 1.00 |\n| 2 | 1.00 | 1.00 |\n| 3 | 1.00 | 0.50 |");
  // recorded scores held against themselves would say nothing
  expect(section).not.toContain("its repeats");
  expect(card).not.toContain("no person has checked them");
});

it("says how many GUI tests do again what they did", async () => {
  const about = { journalDigest: "0".repeat(64), step: 0, actions: 3, turn: null, reason: null };
  const replays = (["green", "green", "red", "infra-error"] as const).map((outcome, at) => ({
    ...{ ...about, trajectoryId: `i-${at}.0`, outcome },
  }));
  const { section } = await sectionOf({ replays });
  expect(section).toContain("of 4 passed tests 2 do again what they did, 1 do not; 1 tell nothing");
});
