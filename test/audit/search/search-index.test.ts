import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { eventually } from "../support/eventually.ts";
import { recordedRun, serveAudit } from "../support/served-audit.ts";
import { beginTrajectory } from "../support/written-trajectory.ts";

it("finds instructions, files and feedback of every step, also of those that come while one looks", async () => {
  const dir = await recordedRun(0);
  const shop = await beginTrajectory(dir, "shop", "A bicycle shop with a Ärmel filter.");
  await shop.step({ files: { "src/cart.js": "const basket = 1;" }, feedback: "The header is missing." });
  await shop.step({ files: { "src/cart.js": "const trolley = 2;" }, feedback: "The total is NaN." });
  await shop.seal();
  const audit = await serveAudit([dir]);
  const find = async (typed: string) => audit.json(`live/run/search?q=${encodeURIComponent(typed)}`);
  await eventually(async () => expect(await find("x")).toEqual({ ids: [], indexed: 1, of: 1 }));
  const table: [string, string[]][] = [
    ["bicycle", ["shop"]],
    ["BICYC", ["shop"]],
    ["ärmel", ["shop"]],
    ["basket", ["shop"]],
    ["trolley nan", ["shop"]],
    ["cart.js", ["shop"]],
    ['"header is missing"', ["shop"]],
    ['"missing header"', []],
    ["trolley submarine", []],
    ['" OR *', []],
  ];
  for (const [typed, ids] of table) expect([typed, (await find(typed)).ids]).toEqual([typed, ids]);

  const blog = await beginTrajectory(dir, "blog", "A blog about submarines.");
  await eventually(async () => expect((await find("submarines")).ids).toEqual(["blog"]));
  await blog.step({ feedback: "Periscope up." });
  await eventually(async () => expect((await find("periscope")).ids).toEqual(["blog"]));
  await blog.seal();
  expect(audit.notices).toEqual([]);
});

it("makes a damaged index again", async () => {
  const dir = await recordedRun(1);
  const { searchIndex } = new RunPaths(dir);
  await mkdir(dirname(searchIndex), { recursive: true });
  await writeFile(searchIndex, "no database at all, but longer than a header of one ".repeat(20));
  const audit = await serveAudit([dir]);
  await eventually(async () => expect((await audit.json("live/run/search?q=navy")).ids).toHaveLength(1));
  expect(audit.notices).toEqual([]);
});
