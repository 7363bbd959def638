import { parseSync } from "vite";
import { describe, expect, test } from "vitest";
import {
  breakages,
  lastingFlaws,
  mendedFlaws,
} from "../../../../pipeline/model/rehearsal/teacher/flaws/all-flaws.ts";
import { pageKinds } from "../../../../pipeline/model/rehearsal/teacher/kinds/choose-kind.ts";
import { buildSite, planSite, stacks } from "../../../../pipeline/model/rehearsal/teacher/site.ts";
import type { SourceFiles } from "../../../../pipeline/model/rehearsal/teacher/source-files.ts";
import { shop } from "./rehearse.ts";

const combinations = pageKinds.flatMap((kind) => [...new Set(stacks)].map((stack) => ({ kind, stack })));
const flaws = [...new Set([...mendedFlaws, ...lastingFlaws, ...breakages])];
/** Flaws that no parser passes over. */
const unparsable = new Set(["build-error", "cut-reply", "escaped-file"]);

function syntaxErrors(files: SourceFiles): string[] {
  return [...files].flatMap(([path, text]) =>
    /\.(js|jsx|ts|tsx)$/.test(path) && parseSync(path, text).errors.length > 0 ? [path] : [],
  );
}

describe.each(combinations)("$kind.id on $stack.id", ({ kind, stack }) => {
  const site = planSite(shop, 5, { kind, stack });
  const files = buildSite(site, 0);

  test("parses", () => expect(syntaxErrors(files)).toEqual([]));

  test("imports only what is there", () => {
    const missing = [...files].flatMap(([path, text]) =>
      [...text.matchAll(/^import (?:[^"\n]* from )?"(\.{1,2}\/[^"\n]+)"/gm)]
        .map((match) => new URL(match[1] ?? "", `http://site/${path}`).pathname.slice(1))
        .filter((target) => !["", ".js", ".jsx", ".ts", ".tsx"].some((end) => files.has(target + end)))
        .map((target) => `${path}: ${target}`),
    );
    expect(missing).toEqual([]);
  });

  test("lists every package it imports", () => {
    const { dependencies = {}, devDependencies } = JSON.parse(files.get("package.json") ?? "{}");
    const listed = new Set(Object.keys({ ...dependencies, ...devDependencies }));
    const imported = [...files].flatMap(([path, text]) =>
      /\.(js|jsx|ts|tsx)$/.test(path)
        ? [...text.matchAll(/^import (?:[^"\n]* from )?"([^."/][^"\n]*)"/gm)].map((match) => match[1] ?? "")
        : [],
    );
    const packages = imported
      .filter((name) => !name.startsWith("node:"))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      );
    expect(packages.filter((name) => !listed.has(name))).toEqual([]);
  });

  test.each(flaws.map((flaw) => [flaw.id, flaw] as const))("%s spoils it", (id, flaw) => {
    const spoiled = flaw.spoil(files, site);
    expect(syntaxErrors(spoiled)).toEqual(unparsable.has(id) ? [stack.paths.page] : []);
    expect([...spoiled.keys()]).toEqual([...files.keys()]);
    const hasChanged = [...spoiled].some(([path, text]) => files.get(path) !== text);
    expect(hasChanged).toBe(id !== "single-quotes");
  });
});

test("There are no more than four sets of dependencies", () => {
  const sets = combinations.map(({ kind, stack }) => {
    const { dependencies, devDependencies } = JSON.parse(
      buildSite(planSite(shop, 1, { kind, stack }), 0).get("package.json") ?? "{}",
    );
    return JSON.stringify([dependencies, devDependencies]);
  });
  expect(new Set(sets).size).toBeLessThanOrEqual(4);
});

test("A site whose controls are dead keeps none of its handlers", () => {
  for (const { kind, stack } of combinations) {
    const site = planSite(shop, 5, { kind, stack });
    const dead = flaws.find(({ id }) => id === "nothing-works")?.spoil(buildSite(site, 0), site);
    expect(dead?.get(stack.paths.page)).not.toMatch(/\son[A-Z]\w*=/);
    expect(dead?.get(stack.paths.section)).not.toMatch(/\son[A-Z]\w*=/);
  }
});
