import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { main } from "../../pipeline/cli/main.ts";
import { HubServer, writeToken } from "../../scripts/hub-stand-in/hub-server.ts";
import { emitDataset, filesAt, numberedReplies, repo } from "../support/pushed-dataset.ts";
import { runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a dataset is planned, refused, released, known, followed, listed, rolled back, pulled and compared", async () => {
  const hub = await HubServer.start();
  onTestFinished(() => hub[Symbol.asyncDispose]());
  const cwd = await temporaryFolder();
  const former = await emitDataset(join(cwd, "former"), numberedReplies(2));
  const latter = await emitDataset(join(cwd, "latter"), numberedReplies(3));
  const curate = (...args: string[]) =>
    runCurate(args, cwd, { HF_ENDPOINT: `${hub.hubUrl}/`, HF_TOKEN: writeToken });
  const accepted = ["--accept", "licence"];
  const to = ["--repo", repo];

  expect(await curate("push", former, ...to, "--dry-run")).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      /v1\.0\.0 \(the first release\)[\s\S]*In the way of the release:[\s\S]*--accept licence/,
    ),
  });
  expect(await curate("push", former, ...to, "--yes")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/The dataset is not released:[\s\S]*licence/),
  });
  expect(await curate("push", former, ...to, ...accepted)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Nobody is here to ask: add --yes/),
  });
  expect(hub.repositories.size).toBe(0);

  expect(await curate("push", former, ...to, ...accepted, "--yes")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /hf:my-org\/my-set v1\.0\.0: one commit, [0-9a-f]{8}, .*\n {2}read back: every file/,
    ),
  });
  expect(await curate("push", former, ...to)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/holds this dataset as v1\.0\.0: nothing was sent/),
  });
  const planned = await curate("push", latter, ...to, "--dry-run", "--json");
  expect(JSON.parse(planned.stdout)).toMatchObject({
    plan: {
      tag: "v1.1.0",
      files: expect.arrayContaining([{ change: "replace", path: "README.md", bytes: expect.any(Number) }]),
    },
    findings: [{ gate: "licence" }],
  });
  const second = await curate("push", latter, ...to, ...accepted, "--yes", "--json");
  expect(JSON.parse(second.stdout)).toMatchObject({ plan: "new-commit", tag: "v1.1.0", problems: [] });
  expect(await curate("rollback", ...to, "--to", "v1.0.0", "--yes")).toMatchObject({ code: 0 });
  const rowsAt = (revision: string) =>
    [...filesAt(hub, revision)].filter(([path]) => path.endsWith(".parquet"));
  expect(rowsAt("main")).toEqual(rowsAt("v1.0.0"));
  expect(await curate("releases", ...to)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/v1\.1\.0 .* whole\n.*v1\.0\.0 .* whole, on main/),
  });
  expect(await curate("pull", `hf:${repo}@v1.1.0`, "pulled")).toMatchObject({ code: 0 });
  expect(await curate("diff", "pulled", latter)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/the same rows/),
  });
  expect(await curate("diff", `hf:${repo}@v1.0.0`, "pulled")).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/sft\/train: 2 -> 3 rows, 1 entered, 0 left, 0 changed\n {4}\+ i-02\.0/),
  });
  expect(await curate("push", former, "--to", "offline", ...accepted)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/offline\/v1\.0\.0: read back and verified/),
  });
}, 300_000);

test.each([
  [["push", "set"], /Name where the release goes: --repo OWNER\/NAME on the Hub, or --to DIR/],
  [["push", "set", "--repo", "o/n", "--version", "1"], /"1" is no version/],
  [["push", "set", "--repo", "o/n", "--version", "1.0.0", "--bump", "major"], /both say the version/],
  [["push", "set", "--to", "d", "--accept", "all"], /manifest\.json cannot be read|no such gate/],
  [["pull", "o/n"], /no Hub address\. Write hf:OWNER\/NAME/],
])("curate %j is refused", async (args, message) => {
  // the whole program, but for a process of its own
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => stderr.mockRestore());
  const code = await main(args, {});
  expect([code, stderr.mock.calls.join("\n")]).toEqual([2, expect.stringMatching(message)]);
});
