import { describe, expect, test } from "vitest";
import { dependencyKey, readDependencySet } from "../../pipeline/site/dependency-set.ts";

describe("readDependencySet", () => {
  test.for([
    "1.2.3",
    "^1.2.3",
    ">=1 <3 || 5.x",
    "latest",
    "*",
    "",
    "npm:react@^18.0.0",
    "npm:@preact/compat@17",
    "1.0.0-beta.1+build",
  ])("takes %s", (specifier) => {
    expect(readDependencySet({ dependencies: { a: specifier } })).toMatchObject({
      ok: true,
      set: { dependencies: { a: specifier } },
    });
  });

  test.for([
    "git+https://example.com/a.git",
    "git@github.com:owner/a.git",
    "github:owner/a",
    "owner/a",
    "https://example.com/a.tgz",
    "file:../a",
    "link:../a",
    "workspace:*",
    "./a",
    "../a",
    "/a",
    "~/a",
    "npm:../a",
    "npm:git:a",
    "C:\\a",
  ])("refuses %s", (specifier) => {
    for (const manifest of [
      { dependencies: { a: specifier } },
      { devDependencies: { a: specifier } },
      { overrides: { b: { a: specifier } } },
    ]) {
      const result = readDependencySet(manifest);
      expect(result).toMatchObject({ ok: false, reason: expect.stringContaining(specifier) });
    }
  });

  test.for([
    [{ dependencies: [] }, /"dependencies" must be an object/],
    [{ dependencies: { a: 1 } }, /"a" must be a string, found 1/],
    [{ overrides: "x" }, /"overrides" must be an object/],
    [{ workspaces: ["a"] }, /"workspaces" are not supported/],
  ] as const)("refuses %j", ([manifest, reason]) => {
    expect(readDependencySet(manifest)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

describe("dependencyKey", () => {
  const tools = { npmVersion: "11.19.1", nodeVersion: "24.21.0", platform: "linux", arch: "x64" };
  const keyOf = (manifest: Record<string, unknown>, changed: Partial<typeof tools> = {}): string => {
    const result = readDependencySet(manifest);
    if (!result.ok) throw new Error(result.reason);
    return dependencyKey(result.set, { ...tools, ...changed });
  };
  const base = { dependencies: { a: "1", b: "2" } };

  test("does not depend on the order, nor on what is no dependency, nor on minor versions of the tools", () => {
    const key = keyOf(base);
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(keyOf({ name: "x", scripts: { dev: "vite" }, dependencies: { b: "2", a: "1" } })).toBe(key);
    expect(keyOf(base, { npmVersion: "11.0.0", nodeVersion: "24.0.0" })).toBe(key);
  });

  test("depends on everything that decides the result", () => {
    const keys = [
      keyOf(base),
      keyOf({ dependencies: { a: "1", b: "3" } }),
      keyOf({ devDependencies: { a: "1", b: "2" } }),
      keyOf({ ...base, overrides: { c: "1" } }),
      keyOf(base, { npmVersion: "12.0.0" }),
      keyOf(base, { nodeVersion: "26.0.0" }),
      keyOf(base, { platform: "darwin" }),
      keyOf(base, { arch: "arm64" }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
