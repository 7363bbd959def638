import { expect, test } from "vitest";
import { formatTable } from "../../pipeline/cli/table.ts";
import { formatTree } from "../../pipeline/cli/trajectory-tree.ts";
import { runScript } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const code = (content: string): string =>
  `<boltAction type="file" filePath="index.html">\n${content}\n</boltAction>`;

test("a tree shows branches, scores, backtracks and the chosen step", async () => {
  const bad = (content: string) => ({ reply: code(content), score: 1 });
  const { trajectory, store } = await runScript(await temporaryFolder(), [
    { reply: code("a"), score: 4 },
    bad("b"),
    bad("c"),
    bad("d"),
    { reply: code("e"), score: 5 },
    { reply: '<boltAction type="finish"/>' },
  ]);
  expect(formatTree(trajectory, store)).toBe(
    [
      "t1",
      "Build it.",
      "",
      "0 code      screenshot 4, GUI not-run",
      "├─ 1 code      screenshot 1, GUI not-run  failed: screenshot",
      "│  2 code      screenshot 1, GUI not-run  failed: screenshot",
      "│  3 code      screenshot 1, GUI not-run  failed: screenshot",
      "│      3 error steps: back to step 0",
      "└─ 4 code      screenshot 5, GUI not-run  <- chosen",
      "   5 finish    screenshot not-run, GUI not-run",
      "finished, chosen step 4",
    ].join("\n"),
  );
});

test("a tree shows restarts, and steps begun again after a failure", async () => {
  const bad = (content: string) => ({ reply: code(content), score: 1 });
  const { trajectory, store } = await runScript(await temporaryFolder(), [
    bad("a"),
    { ...bad("b"), breakdowns: 1 },
    bad("c"),
    { reply: code("d"), score: 4 },
    { reply: '<boltAction type="finish"/>' },
  ]);
  expect(formatTree(trajectory, store).split("\n").slice(3)).toEqual([
    "├─ 0 code      screenshot 1, GUI not-run  failed: screenshot",
    "│  1 code      screenshot 1, GUI not-run  failed: screenshot",
    "│      begun again (1): the sandbox broke down",
    "│  2 code      screenshot 1, GUI not-run  failed: screenshot",
    "│      3 error steps, no good step: restart from the instruction",
    "└─ 3 code      screenshot 4, GUI not-run  <- chosen",
    "   4 finish    screenshot not-run, GUI not-run",
    "finished, chosen step 3",
  ]);
});

test("an unfinished tree shows what was tried of the step under way", async () => {
  const { trajectory, store } = await runScript(await temporaryFolder(), [
    { reply: code("a"), score: 4 },
    { reply: '<boltAction type="finish"/>' },
  ]);
  const [first] = trajectory.nodes;
  if (first === undefined) throw new Error("no step");
  const retries = [{ event: "step-retried" as const, step: 1, attempt: 1, error: "the browser crashed" }];
  const unfinished = { ...trajectory, nodes: [first], retries, sealed: null };
  expect(formatTree(unfinished, store).split("\n").slice(3)).toEqual([
    "0 code      screenshot 4, GUI not-run",
    "1 not done yet",
    "    begun again (1): the browser crashed",
    "still being recorded",
  ]);
});

test("tables align text to the left and numbers to the right", () => {
  expect(
    formatTable(
      ["name", "rows"],
      [
        ["sft", 7],
        ["prompts", 501],
      ],
    ),
  ).toBe("  name     rows\n  sft         7\n  prompts   501");
  expect(formatTable(["name"], [])).toBe("  name");
  expect(
    formatTable(
      ["p95", "cost", "share"],
      [
        ["7 ms", "$0.5000", "-"],
        ["12.4 s", "$12.0000", "7.5%"],
      ],
    ),
  ).toBe("     p95      cost  share\n    7 ms   $0.5000      -\n  12.4 s  $12.0000   7.5%");
});
