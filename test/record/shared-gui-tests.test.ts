import { expect, test } from "vitest";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { SharedGuiTests } from "../../stages/record/shared-gui-tests.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("samples of an instruction share one test instruction, at once and in later sessions", async () => {
  const paths = new RunPaths(await temporaryFolder());
  const written = { a: 0, b: 0 };
  const textFor = (tests: SharedGuiTests, id: "a" | "b"): Promise<string> =>
    tests.textFor(id, async () => `test ${id}${++written[id]}`);
  const first = new SharedGuiTests(paths);
  expect(await Promise.all([textFor(first, "a"), textFor(first, "a"), textFor(first, "b")])).toEqual([
    "test a1",
    "test a1",
    "test b1",
  ]);
  expect(await textFor(new SharedGuiTests(paths), "a")).toBe("test a1");
});

test("a failed attempt is not remembered", async () => {
  const tests = new SharedGuiTests(new RunPaths(await temporaryFolder()));
  await expect(tests.textFor("a", () => Promise.reject(new Error("no reply")))).rejects.toThrow("no reply");
  expect(await tests.textFor("a", async () => "text")).toBe("text");
});

test("as published, every sample has its own written", async () => {
  const tests = new SharedGuiTests(new RunPaths(await temporaryFolder()), { perTrajectory: true });
  let written = 0;
  const write = async (): Promise<string> => `test ${++written}`;
  expect(await Promise.all([tests.textFor("a", write), tests.textFor("a", write)])).toEqual([
    "test 1",
    "test 2",
  ]);
});
