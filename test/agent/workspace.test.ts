import { describe, expect, test } from "vitest";
import { applyFiles, normalisePath } from "../../pipeline/agent/workspace.ts";

describe("paths", () => {
  const good: [string, string][] = [
    ["src/App.jsx", "src/App.jsx"],
    ["./src//a.ts", "src/a.ts"],
    ["src\\a.ts", "src/a.ts"],
    [" index.html ", "index.html"],
    [".env", ".env"],
    ["页面/a.ts", "页面/a.ts"],
  ];
  test.each(good)("%j is %j", (path, expected) => expect(normalisePath(path)).toEqual({ path: expected }));

  const bad: [string, RegExp][] = [
    ["", /empty/],
    ["../x", /leaves the project/],
    ["src/../../x", /leaves the project/],
    ["a\\..\\..\\x", /leaves the project/],
    ["/etc/passwd", /absolute/],
    ["C:\\x", /absolute/],
    ["a\u0000b", /control characters/],
    ["a\u202egpj.js", /control characters/],
    ["src/", /folder/],
    ["node_modules/vite/index.js", /managed/],
    [".git/config", /managed/],
    ["src/con.js", /reserved/],
    [`${"a/".repeat(120)}b`, /longer than/],
  ];
  test.each(bad)("%j is refused", (path, reason) =>
    expect(normalisePath(path)).toEqual({ reason: expect.stringMatching(reason) }),
  );
});

test("good files are written beside refused ones, which are named", () => {
  const before = new Map([["src/App.jsx", Buffer.from("old")]]);
  const { files, refusals } = applyFiles(before, [
    { path: "src/App.jsx", content: "new" },
    { path: "src/app.jsx", content: "collides" },
    { path: "src", content: "is a folder" },
    { path: "src/App.jsx/deeper.js", content: "is below a file" },
    { path: "../out.js", content: "leaves" },
    { path: "big.js", content: "x".repeat(1_000_001) },
    { path: "b.js", content: "b" },
  ]);
  expect([...files.keys()]).toEqual(["src/App.jsx", "b.js"]);
  expect(Buffer.from(files.get("src/App.jsx") ?? []).toString()).toBe("new");
  expect(refusals.map(({ path }) => path)).toEqual([
    "src/app.jsx",
    "src",
    "src/App.jsx/deeper.js",
    "../out.js",
    "big.js",
  ]);
  expect(before.get("src/App.jsx")?.toString()).toBe("old");
});
