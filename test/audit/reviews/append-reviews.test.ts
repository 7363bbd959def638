import { appendFile, readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { readRecords } from "../../../pipeline/run/json-lines.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import { eventually } from "../support/eventually.ts";
import { recordedRun, serveAudit } from "../support/served-audit.ts";

const id = "i-000000.0.bench";

function draft(reviewer: string, note: string, decision = "keep") {
  return {
    ...{ trajectoryId: id, reviewer, decision, screenshotScore: null, guiScore: null, step: null },
    ...{ blind: false, note },
  };
}

it("loses nothing of two reviewers who judge at once, at two servers of one run", async () => {
  const dir = await recordedRun(1);
  const servers = [await serveAudit([dir]), await serveAudit([dir])];
  const long = "x".repeat(9_000);
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, at) =>
      servers[at % 2]?.post("live/run/reviews", draft(at % 2 === 0 ? "ann" : "bo", `${at} ${long}`)),
    ),
  );
  expect(answers.map((answer) => answer?.status)).toEqual(answers.map(() => 200));
  const kept = await Array.fromAsync(readRecords(new RunPaths(dir).reviews, "review"));
  expect(kept.map(({ note }) => Number.parseInt(note, 10)).sort((a, b) => a - b)).toEqual(
    answers.map((_, at) => at),
  );
  for (const server of servers)
    await eventually(async () => {
      const [row] = await server.json("data/run/rows.json");
      expect(row.reviews.map(({ reviewer }: { reviewer: string }) => reviewer).sort()).toEqual(["ann", "bo"]);
    });
});

it("shows a review at once, and of a reviewer the last", async () => {
  const { post, json } = await serveAudit([await recordedRun(1)]);
  await post("live/run/reviews", draft("ann", "first"));
  await post("live/run/reviews", draft("ann", "second", "reject"));
  const [row] = await json("data/run/rows.json");
  expect(row.reviews).toEqual([{ ...draft("ann", "second", "reject"), at: "2026-03-01T00:00:00.000Z" }]);
});

it("keeps no review that is none, and says why", async () => {
  const dir = await recordedRun(1);
  const { post } = await serveAudit([dir]);
  const refused = await Promise.all([
    post("live/run/reviews", "{"),
    post("live/run/reviews", draft("ann", "", "maybe")),
    post("live/run/reviews", { ...draft("ann", ""), trajectoryId: "../../etc" }),
    post("live/run/reviews", { ...draft("ann", ""), admin: true }),
    post("live/run/reviews", draft("ann", "y".repeat(300_000))),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 413]);
  expect((await refused[3]?.json())?.error).toBe('(top level): unknown key "admin"');
  await expect(readFile(new RunPaths(dir).reviews)).rejects.toThrow(/ENOENT/);
});

it("does not join a review to half a line that a killed process left", async () => {
  const dir = await recordedRun(1);
  await appendFile(new RunPaths(dir).reviews, '{"at":"2026');
  const { post, json } = await serveAudit([dir]);
  await post("live/run/reviews", draft("ann", "whole"));
  const [row] = await json("data/run/rows.json");
  expect(row.reviews).toMatchObject([{ note: "whole" }]);
  expect((await json("data/run/run.json")).problems).toEqual(["reviews.jsonl, line 1: not JSON"]);
});

it("takes a file back as it gave it out", async () => {
  const { post, get } = await serveAudit([await recordedRun(1)]);
  await post("live/run/reviews", draft("ann", "=1+1"));
  for (const form of ["csv", "jsonl"]) {
    const file = await get(`live/run/reviews.${form}`);
    expect(file.headers.get("content-disposition")).toBe(`attachment; filename="reviews.${form}"`);
    const answer = await post(`live/run/reviews.${form}`, await file.text());
    expect(await answer.json()).toEqual({ added: 0, known: 1, problems: [] });
  }
});
