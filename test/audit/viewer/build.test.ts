import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assetsDir, buildViewer } from "../../../scripts/build-viewer.ts";

const projectDir = join(import.meta.dirname, "../../..");

test("the committed viewer is what its sources give", async () => {
  const built = await buildViewer();
  expect([...built.keys()].sort()).toEqual(["viewer.css", "viewer.js"]);
  for (const [name, text] of built) {
    const committed = await readFile(join(assetsDir, name), "utf8");
    // not toBe: the difference of two minified files tells nothing
    expect(committed === text, `${name} lags: npm run build:viewer`).toBe(true);
    expect(text).not.toContain(projectDir);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  }
});

test("the viewer is one classic script: a page from disk loads no modules", async () => {
  const script = await readFile(join(assetsDir, "viewer.js"), "utf8");
  expect(script).toMatch(/^(?:var auditViewer=)?\(function\(/);
  expect(script).not.toMatch(/\bimport\(|\bimport\s*["'{]|\bexport\s*\{/);
});

test("no source makes markup out of text", async () => {
  const sources = await Array.fromAsync(glob("stages/audit/viewer/**/*.{ts,tsx}", { cwd: projectDir }));
  expect(sources.length).toBeGreaterThan(50);
  for (const source of sources) {
    const text = await readFile(join(projectDir, source), "utf8");
    expect(text, source).not.toMatch(
      /innerHTML|outerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\beval\(|new Function/i,
    );
  }
});
