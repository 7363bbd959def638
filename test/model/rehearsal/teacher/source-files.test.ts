import { describe, expect, test } from "vitest";
import { changedFiles, withChangedFile } from "../../../../pipeline/model/rehearsal/teacher/source-files.ts";

describe("changed files", () => {
  const before = new Map([
    ["a.js", "1"],
    ["b.js", "2"],
  ]);
  const cases: [name: string, after: [string, string][], sent: string[]][] = [
    ["nothing", [["a.js", "1"]], []],
    ["a changed file", [["a.js", "9"]], ["a.js"]],
    ["a new file", [["c.js", "3"]], ["c.js"]],
  ];
  test.each(cases)("%s", (_, after, sent) => {
    expect([...changedFiles(before, new Map(after)).keys()]).toEqual(sent);
  });

  test("a flaw that changes nothing is a mistake of ours", () => {
    expect(() => withChangedFile(before, "a.js", (text) => text)).toThrow("a.js: there is nothing to change");
    expect(() => withChangedFile(before, "z.js", () => "")).toThrow("z.js: there is nothing to change");
  });
});
