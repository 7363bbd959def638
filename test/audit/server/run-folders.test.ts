import { appendFile, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { encodeLine } from "../../../pipeline/run/journal-line.ts";
import { lockRun } from "../../../pipeline/run/run-lock.ts";
import { RunPaths, storeFiles } from "../../../pipeline/run/run-paths.ts";
import type { LiveEvent } from "../../../stages/audit/views/addresses.ts";
import type { TrajectoryRow } from "../../../stages/audit/views/trajectory-row.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { eventually } from "../support/eventually.ts";
import { openAuditedRun, recordedRun, serveAudit } from "../support/served-audit.ts";
import { beginTrajectory } from "../support/written-trajectory.ts";

const picture = PNG.sync.write(new PNG({ width: 8, height: 8 }));

async function rowOf(audit: Awaited<ReturnType<typeof serveAudit>>, id: string): Promise<TrajectoryRow> {
  const rows: TrajectoryRow[] = await audit.json("data/run/rows.json");
  const row = rows.find((each) => each.id === id);
  if (row === undefined) throw new Error(`No row of ${id}`);
  return row;
}

it("says what a folder without a run is", async () => {
  await expect(openAuditedRun(await temporaryFolder())).rejects.toThrow(/is no run folder/);
});

it("shows a run in which nothing was recorded yet as an empty one", async () => {
  const audit = await serveAudit([await recordedRun(0)]);
  expect(await audit.json("data/run/rows.json")).toEqual([]);
  expect(await audit.json("data/run/run.json")).toMatchObject({ planned: 0, state: "idle", problems: [] });
});

it("follows a run that is being recorded, and takes no lock of it", async () => {
  const dir = await recordedRun(1);
  await using _lock = await lockRun(new RunPaths(dir).lock);
  const audit = await serveAudit([dir]);
  expect(await audit.json("data/run/run.json")).toMatchObject({ state: "recording" });
  const changes = await listen(audit.url);

  const begun = await beginTrajectory(dir, "t-1");
  await eventually(async () =>
    expect(await rowOf(audit, "t-1")).toMatchObject({ status: "recording", steps: 0 }),
  );
  await begun.step({ picture });
  await eventually(async () =>
    expect(await rowOf(audit, "t-1")).toMatchObject({ status: "recording", steps: 1, hasScreenshot: true }),
  );
  await begun.seal();
  await eventually(async () =>
    expect(await rowOf(audit, "t-1")).toMatchObject({ status: "finished", chosen: 0 }),
  );
  await eventually(() =>
    expect(
      changes.filter((event) => event.kind === "run-changed" && event.trajectoryIds.includes("t-1")).length,
    ).toBeGreaterThanOrEqual(3),
  );
  expect((await audit.get("data/run/trajectories/t-1/thumbnail.png")).headers.get("content-type")).toBe(
    "image/png",
  );
});

it("shows of a damaged trajectory what is left, and why the rest is not there", async () => {
  const dir = await recordedRun(1);
  const written = await beginTrajectory(dir, "t-1");
  await written.step({ reply: "whole" });
  await written.step();
  await written.seal();
  const { journal } = storeFiles(new RunPaths(dir).trajectory("t-1"));
  const lines = (await readFile(journal, "utf8")).split("\n");
  await writeFile(journal, [...lines.slice(0, 2), lines[2]?.replace('"step":1', '"step":7'), ""].join("\n"));

  const audit = await serveAudit([dir]);
  expect(await rowOf(audit, "t-1")).toMatchObject({
    status: "damaged",
    reason: "line 3: it was changed, or does not follow the line before",
    steps: 1,
  });
  expect(await audit.json("data/run/trajectories/t-1/trajectory.json")).toMatchObject({
    nodes: [{ step: 0 }],
    damage: ["journal.jsonl: line 3: it was changed, or does not follow the line before"],
  });
  expect(await audit.json("data/run/trajectories/t-1/steps/0.json")).toMatchObject({ reply: "whole" });
});

it("shows what a killed recorder left half-written as being recorded", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  await written.step();
  await written.store[Symbol.asyncDispose]();
  await appendFile(storeFiles(new RunPaths(dir).trajectory("t-1")).journal, '{"seq":2,"at":"2026');
  const audit = await serveAudit([dir]);
  expect(await rowOf(audit, "t-1")).toMatchObject({
    status: "damaged",
    reason: "line 3: the last line is cut",
    steps: 1,
  });
});

it("names the line of a trajectory of an older schema", async () => {
  const dir = await recordedRun(0);
  const folder = new RunPaths(dir).trajectory("old");
  await mkdir(folder, { recursive: true });
  const opened = { event: "trajectory-opened", trajectoryId: "old", prompt: "inline" };
  const { line } = encodeLine(opened, { seq: 0, prev: "0".repeat(16), at: "2025-01-01T00:00:00.000Z" });
  await writeFile(storeFiles(folder).journal, line);
  await writeFile(storeFiles(folder).pack, "");
  const audit = await serveAudit([dir]);
  const row = await rowOf(audit, "old");
  expect(row).toMatchObject({ status: "damaged", steps: 0, instructionId: "" });
  expect(row.reason).toMatch(/^line 1: .*"instructionId" is missing/);
  expect((await audit.get("data/run/trajectories/old/trajectory.json")).status).toBe(200);
});

it("shows a step whose screenshot is missing from the pack without it", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  await written.step({ reply: "seen", picture });
  await written.seal();
  const { pack } = storeFiles(new RunPaths(dir).trajectory("t-1"));
  // the picture is the last blob of the step
  await truncate(pack, (await readFile(pack)).length - 10);
  const audit = await serveAudit([dir]);
  expect(await rowOf(audit, "t-1")).toMatchObject({ status: "finished", hasScreenshot: true });
  expect((await audit.get("data/run/trajectories/t-1/thumbnail.png")).status).toBe(404);
  expect(await audit.json("data/run/trajectories/t-1/steps/0.json")).toMatchObject({
    reply: "seen",
    unreadable: ["screenshotImage: not in the pack"],
  });
});

it("cuts a reply of 5 MB, and says so", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  await written.step({ reply: `${"é".repeat(2_500_000)}end` });
  await written.seal();
  const audit = await serveAudit([dir]);
  const step = await audit.json("data/run/trajectories/t-1/steps/0.json");
  expect(step.cut).toEqual(["reply"]);
  expect(step.reply).toBe("é".repeat(2 ** 19));
  const { nodes } = await audit.json("data/run/trajectories/t-1/trajectory.json");
  const text = await audit.json(`data/run/trajectories/t-1/texts/${nodes[0].reply.slice(7)}.json`);
  expect({ ...text, text: text.text.length }).toEqual({ text: 2 ** 19, bytes: 5_000_003, cut: true });
});

it("serves as pictures only what are some", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  await written.step({ picture: svg });
  await written.seal();
  const audit = await serveAudit([dir]);
  const { nodes } = await audit.json("data/run/trajectories/t-1/trajectory.json");
  const hash = nodes[0].screenshotImage.slice(7);
  expect((await audit.get(`data/run/trajectories/t-1/pictures/${hash}.png`)).status).toBe(404);
  const asText = await audit.get(`data/run/trajectories/t-1/texts/${hash}.json`);
  expect(asText.headers.get("content-type")).toMatch(/^application\/json/);
  expect((await asText.json()).text).toBe(svg.toString());
});

it("has nothing at addresses that lead elsewhere", async () => {
  const audit = await serveAudit([await recordedRun(1)]);
  const addresses = [
    "data/run/trajectories/..%2f..%2frun.json/trajectory.json",
    "data/run/trajectories/none/steps/0.json",
    "data/%2e%2e/run.json",
    "..%2f..%2fpackage.json",
    "viewer.ts",
  ];
  for (const address of addresses)
    expect([address, (await audit.get(address)).status]).toEqual([address, 404]);
});

it("answers a page that has the rows already with nothing", async () => {
  const dir = await recordedRun(2);
  const audit = await serveAudit([dir]);
  await eventually(async () => expect((await audit.json("data/run/run.json")).spend).not.toBeNull());
  const first = await audit.get("data/run/rows.json");
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  expect((await audit.get("data/run/rows.json", { headers })).status).toBe(304);
  await rm(new RunPaths(dir).instructions);
  await eventually(async () => expect((await audit.get("data/run/rows.json", { headers })).status).toBe(200));
});

/** Collects what an open page is told. */
async function listen(url: string): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  const { body } = await fetch(`${url}live/events`);
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? [])
      for (const [, data] of decoder.decode(chunk).matchAll(/^data: (.*)$/gm))
        events.push(JSON.parse(data ?? ""));
  })().catch(() => undefined);
  return events;
}
