import { expect, test } from "vitest";
import { findTrajectoryId } from "../../pipeline/run/find-trajectory.ts";
import { memoryRun } from "../support/memory-run.ts";

const reader = memoryRun({
  dir: "some/run",
  instructions: [],
  trajectories: ["blog", "blog-2", "shop", "s-1", "s-2", "s-3", "s-4", "s-5"].map((instructionId) => ({
    instructionId,
    steps: [],
  })),
});

test.each([
  ["shop.0", "shop.0"],
  ["sh", "shop.0"],
  ["blog.", "blog.0"],
  ["blog-2.0", "blog-2.0"],
])("%s names %s", async (given, id) => {
  expect(await findTrajectoryId(reader, given)).toBe(id);
});

test.each([
  ["blog", /2 trajectories begin with "blog": blog-2\.0, blog\.0\. Give more of the id\./],
  ["s", /6 trajectories begin with "s": s-1\.0, .*s-5\.0, and 1 more\./],
  ["x", /Trajectory "x" is not in some\/run\. `curate status` lists those that are\./],
  ["../shop", /is not in some\/run/],
  ["", /Trajectory "" is not in/],
])("%j names none", async (given, message) => {
  await expect(findTrajectoryId(reader, given)).rejects.toThrow(message);
});
