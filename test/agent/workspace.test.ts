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
    ["a\ud800.js", /half a character/],
    [`${"页".repeat(86)}.js`, /a name in the path is longer than 255 bytes/],
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

describe("names that cannot stand side by side", () => {
  const cases: [before: string, sent: string, reason: RegExp][] = [
    ["src/App.jsx", "src/app.jsx", /differs from src\/App\.jsx only in upper and lower case/],
    ["src/App.jsx", "SRC/b.js", /folder differs from src only in upper and lower case/],
    ["src/App.jsx", "src", /src is a folder/],
    ["src/App.jsx", "Src", /src is a folder/],
    ["src/App.jsx", "src/App.jsx/deeper.js", /src\/App\.jsx is a file/],
    ["src/App.jsx", "src/APP.jsx/deeper.js", /src\/App\.jsx is a file/],
  ];
  test.each(cases)("%s and %s", (before, sent, reason) => {
    const { files, refusals } = applyFiles(new Map([[before, Buffer.from("x")]]), [
      { path: sent, content: "" },
    ]);
    expect([...files.keys()]).toEqual([before]);
    expect(refusals).toEqual([{ path: sent, reason: expect.stringMatching(reason) }]);
  });

  test("nor do two of one reply", () => {
    const { refusals } = applyFiles(new Map(), [
      { path: "a/b.js", content: "" },
      { path: "A/c.js", content: "" },
    ]);
    expect(refusals.map(({ path }) => path)).toEqual(["A/c.js"]);
  });
});

describe("limits", () => {
  const megabyte = "x".repeat(1_000_000);
  const full = (): Map<string, Buffer> =>
    new Map(Array.from({ length: 20 }, (_, index) => [`${index}.txt`, Buffer.from(megabyte)]));

  test("a file is at most a megabyte, counted in bytes", () => {
    const { files, refusals } = applyFiles(new Map(), [
      { path: "a.txt", content: megabyte },
      { path: "b.txt", content: "ä".repeat(500_001) },
    ]);
    expect([...files.keys()]).toEqual(["a.txt"]);
    expect(refusals).toEqual([{ path: "b.txt", reason: "it is larger than 1000000 bytes" }]);
  });

  test("a project is at most twenty; a file written again counts once", () => {
    const { files, refusals } = applyFiles(full(), [
      { path: "new.txt", content: "x" },
      { path: "0.txt", content: megabyte.replaceAll("x", "y") },
      { path: "1.txt", content: "" },
      { path: "late.txt", content: "x" },
    ]);
    expect(refusals).toEqual([
      { path: "new.txt", reason: "the project would be larger than 20000000 bytes" },
    ]);
    expect(files.get("0.txt")?.[0]).toBe("y".charCodeAt(0));
    expect(files.has("late.txt")).toBe(true);
  });

  test("a project has at most 400 files", () => {
    const sent = Array.from({ length: 402 }, (_, index) => ({ path: `${index}.txt`, content: "" }));
    const { files, refusals } = applyFiles(new Map(), [...sent, { path: "0.txt", content: "again" }]);
    expect(files.size).toBe(400);
    expect(refusals.map(({ path }) => path)).toEqual(["400.txt", "401.txt"]);
    expect(String(files.get("0.txt"))).toBe("again");
  });
});
