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
      "└─ 4 code      screenshot 5, GUI not-run  <- chosen",
      "   5 finish    screenshot not-run, GUI not-run",
      "backtrack after step 3: 3 error steps, back to step 0",
      "finished, chosen step 4",
    ].join("\n"),
  );
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
});
