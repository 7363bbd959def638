import { appendFile, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { readJournalState } from "../../pipeline/run/journal-state.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths, storeFiles } from "../../pipeline/run/run-paths.ts";
import { writeRecordedRun } from "../../scripts/bench/recorded-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function recorded() {
  const dir = await temporaryFolder();
  await writeRecordedRun(dir, 1, { siteBytes: 500, width: 64, height: 48 });
  const reader = await openRunReader(dir);
  const [id = ""] = await reader.trajectoryIds();
  const folder = new RunPaths(dir).trajectory(id);
  return { reader, id, folder, journal: storeFiles(folder).journal };
}

it("tells from the last line what reading all of it tells", async () => {
  const { reader, id } = await recorded();
  const { trajectory } = await reader.openTrajectory(id);
  expect(await reader.journalState(id)).toEqual({
    digest: trajectory.journalDigest,
    lastEvent: "trajectory-sealed",
  });
});

it("tells a journal in progress by its last event", async () => {
  const { folder, journal } = await recorded();
  const text = await readFile(journal, "utf8");
  await truncate(journal, text.lastIndexOf("\n", text.length - 2) + 1);
  expect(readJournalState(folder)?.lastEvent).toBe("step-committed");
});

it.each<[string, (journal: string) => Promise<void>]>([
  ["a cut line", (journal) => truncate(journal, 900)],
  [
    "a line that lacks nothing but its end",
    async (journal) => truncate(journal, (await stat(journal)).size - 1),
  ],
  ["half a line after it", (journal) => appendFile(journal, '{"seq":6')],
  ["a line that is no JSON", (journal) => appendFile(journal, "{}}\n")],
  ["a line longer than is looked at", (journal) => appendFile(journal, `"${"x".repeat(20_000)}"\n`)],
  ["no line", (journal) => writeFile(journal, "")],
])("does not tell from %s", async (_, spoil) => {
  const { folder, journal } = await recorded();
  await spoil(journal);
  expect(readJournalState(folder)).toBeNull();
});

it("does not tell where there is no journal", async () => {
  expect(readJournalState(await temporaryFolder())).toBeNull();
});
