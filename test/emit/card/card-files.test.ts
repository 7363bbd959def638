import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyDataset } from "../../../stages/emit/verify-dataset.ts";
import { buildRecipe, filesOf, filterAndEmit } from "../../support/emitted-run.ts";
import { buildInstruction, memoryRun } from "../../support/memory-run.ts";
import { PaintedPage } from "../../support/painted-page.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const signal = new AbortController().signal;

/** Eight kept sites of eight application types, with pictures. */
async function emitted(reply = "a") {
  const picture = new PaintedPage([200, 30, 30], 64, 48).png();
  const ids = Array.from({ length: 8 }, (_, at) => `i-${at}`);
  const run = memoryRun({
    dir: await temporaryFolder(),
    instructions: ids.map((id) => buildInstruction(id, { application_type: `Type | ${id}` })),
    trajectories: ids.map((instructionId) => ({
      instructionId,
      steps: [{ reply, screenshot: 4, screenshotImage: picture }],
    })),
  });
  const { dir } = await filterAndEmit(run, buildRecipe());
  return { dir, picture, card: await readFile(join(dir, "README.md"), "utf8") };
}

it("shows websites, six at most, each a file of the manifest that the card names", async () => {
  const { dir, picture, card } = await emitted();
  const files = await filesOf(dir);
  const shown = [...card.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path = ""]) => path);
  const beside = JSON.parse(await readFile(join(dir, "manifest.json"), "utf8")).besideFiles;
  expect(shown.filter((path) => path.startsWith("gallery/"))).toHaveLength(6);
  expect(shown.filter((path) => path.startsWith("charts/"))).toHaveLength(4);
  expect(beside.map(({ path }: { path: string }) => path)).toEqual(shown.toSorted());
  expect(files.get("gallery/i-0.0.png")?.equals(picture)).toBe(true);
  expect(card).toContain("![Type \\| i-0](gallery/i-0.0.png)<br>Type \\| i-0: screenshot 4, GUI unmeasured");
  expect((await verifyDataset(dir, signal)).problems).toEqual([]);
});

it("shows the beginning of a row as text, whatever fences and control characters stand in it", async () => {
  const { card } = await emitted("````\n## not a heading\n</details>\u0000\n`````");
  expect(card).toContain("``````text\n````\n## not a heading\n</details>\ufffd\n`````\n``````\n");
});

it("shows so many characters of a long message", async () => {
  const { card } = await emitted("x".repeat(10_000));
  expect(card).toContain("**assistant**, and 9,400 more characters");
  expect(card).not.toContain("x".repeat(601));
});
