import { describe, expect, it, vi } from "vitest";
import type { DatasetDiff } from "../../pipeline/dataset-diff/dataset-diff.ts";
import { openDatasetFolder } from "../../pipeline/dataset-diff/dataset-view.ts";
import { diffDatasets } from "../../pipeline/dataset-diff/diff-datasets.ts";
import { formatDiff } from "../../pipeline/dataset-diff/format-diff.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { emitDataset } from "../support/pushed-dataset.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const signal = new AbortController().signal;

type Replies = Readonly<Record<string, string>>;

async function diffOf(before: Replies, after: Replies, recipe: Partial<Recipe> = {}): Promise<DatasetDiff> {
  const [a, b] = [
    await emitDataset(await temporaryFolder(), before),
    await emitDataset(await temporaryFolder(), after, { recipe }),
  ];
  return await diffDatasets(await openDatasetFolder(a), await openDatasetFolder(b), signal);
}

function splitOf({ splits }: DatasetDiff, config: string) {
  const split = splits.find((found) => found.config === config);
  if (split === undefined) throw new Error(`${config} does not differ`);
  return split;
}

describe("diffDatasets", () => {
  it("finds nothing between equal datasets", async () => {
    const diff = await diffOf({ a: "one", b: "two" }, { a: "one", b: "two" });
    expect([diff.splits, diff.origins]).toEqual([[], []]);
    expect(formatDiff(diff)).toMatch(/the same rows$/);
  });

  it("names rows that entered, left and changed, each with the reason", async () => {
    const diff = await diffOf({ a: "one", b: "two", c: "three" }, { b: "two", c: "four", d: "five" });
    expect(splitOf(diff, "sft")).toMatchObject({
      rows: { before: 3, after: 3 },
      entered: [{ id: "d.0", why: "a new trajectory" }],
      left: [{ id: "a.0", why: "its trajectory is gone" }],
      changed: [
        {
          id: "c.0",
          why: expect.stringMatching(/^messages(?:, tokens)?; its trajectory has another journal$/),
        },
      ],
      columns: [],
    });
    expect(splitOf(diff, "steps").entered).toEqual([{ id: "d.0/0", why: "a new trajectory" }]);
    expect(splitOf(diff, "prompts")).toMatchObject({
      entered: [{ why: "a new instruction" }],
      left: [{ why: "its instruction is gone, or is asked otherwise" }],
    });
  });

  it("tells a recipe's rows from a run's", async () => {
    const rows = { a: "one", b: "two" };
    const diff = await diffOf(rows, rows, { rules: [{ rule: "screenshot-score", min: 5 }] });
    expect(splitOf(diff, "sft")).toMatchObject({
      rows: { before: 2, after: 0 },
      left: [
        { id: "a.0", why: "the recipe has changed" },
        { id: "b.0", why: "the recipe has changed" },
      ],
    });
    expect(diff.origins.map(({ what }) => what)).toEqual(["recipe"]);
  });

  it("measures how figures shifted, by hand", async () => {
    // 3 and 5 characters of replies become 3 and 9, besides what stays
    const diff = await diffOf({ a: "one", b: "three" }, { a: "one", b: "threefold" });
    const shift = splitOf(diff, "steps").shifts.find(({ column }) => column === "characters");
    const [before, after] = [shift?.before.mean ?? 0, shift?.after.mean ?? 0];
    expect(after - before).toBe(2);
    expect(shift?.before.measured).toBe(2);
  });

  it("shows ten rows of each kind, and counts the others", async () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`i${at}`, "x"]));
    const diff = await diffOf({ z: "x" }, { z: "x", ...many });
    expect(formatDiff(diff)).toMatch(/\+ 2 more/);
    expect(splitOf(diff, "sft").entered).toHaveLength(12);
  });
});
