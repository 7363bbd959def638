import { describe, expect, test } from "vitest";
import { canKeepServer } from "../../pipeline/site/restart-rule.ts";
import { planSite, type StartPlan } from "../../pipeline/site/site-plan.ts";
import { manifest, siteFiles } from "./site-files.ts";

function startOf(texts: Record<string, string>) {
  const plan = planSite(siteFiles(texts));
  return plan.kind === "site" ? plan.start : plan;
}

describe("how a site is started", () => {
  test.for<[string, Record<string, string>, object]>([
    [
      "dev comes before start",
      { "package.json": manifest({ scripts: { start: "node s.js", dev: "vite" } }) },
      { server: "vite", setup: [], serve: "vite", display: "npm run dev" },
    ],
    [
      "start",
      { "package.json": manifest({ scripts: { start: "node s.js" } }) },
      { server: "other", serve: "node s.js", display: "npm run start" },
    ],
    [
      "a script before dev",
      { "package.json": manifest({ scripts: { predev: "node gen.js", dev: "vite" } }) },
      { server: "other", setup: ["node gen.js"], serve: "vite" },
    ],
    [
      "Vite with flags",
      { "package.json": manifest({ scripts: { dev: "vite --host --port 3000" } }) },
      { server: "vite" },
    ],
    [
      "Vite beside another",
      { "package.json": manifest({ scripts: { dev: "vite & node s.js" } }) },
      { server: "other" },
    ],
    [
      "Vite after another",
      { "package.json": manifest({ scripts: { dev: "node gen.js && vite" } }) },
      { server: "other" },
    ],
    [
      "another word with vite in it",
      { "package.json": manifest({ scripts: { dev: "vitepress dev" } }) },
      { server: "other" },
    ],
    [
      "build, then serve",
      { "package.json": manifest({ scripts: { build: "vite build" } }) },
      { server: "other", setup: ["vite build"], display: "npm run build && serve" },
    ],
    [
      "serve alone",
      { "package.json": manifest({}), "index.html": "" },
      { server: "static", setup: [], display: "serve ." },
    ],
    ["no package.json", { "index.html": "" }, { server: "static", display: "serve ." }],
    [
      "nothing to start",
      { "package.json": manifest({ scripts: { test: "x" } }) },
      { reason: expect.stringMatching(/no "dev" or "start" script/) },
    ],
    ["nothing at all", {}, { reason: expect.stringMatching(/neither a package.json nor an index.html/) }],
    [
      "a byte order mark",
      { "package.json": `\uFEFF${manifest({ scripts: { dev: "vite" } })}` },
      { server: "vite" },
    ],
  ])("%s", ([, texts, expected]) => {
    expect(startOf(texts)).toMatchObject(expected);
  });
});

describe("the fall-back Vite configuration", () => {
  const both = { vite: "6", "@vitejs/plugin-react": "4" };
  test.for<[string, Record<string, string>, string[]]>([
    [
      "Vite and the React plugin",
      { "package.json": manifest({ devDependencies: both }) },
      ["vite.config.mjs"],
    ],
    [
      "the plugin under dependencies",
      { "package.json": manifest({ dependencies: both }) },
      ["vite.config.mjs"],
    ],
    [
      "the SWC plugin",
      { "package.json": manifest({ devDependencies: { vite: "6", "@vitejs/plugin-react-swc": "4" } }) },
      ["vite.config.mjs"],
    ],
    ["Vite alone", { "package.json": manifest({ devDependencies: { vite: "6", react: "18" } }) }, []],
    [
      "the plugin without Vite",
      { "package.json": manifest({ devDependencies: { "@vitejs/plugin-react": "4" } }) },
      [],
    ],
    ...["js", "ts", "mjs", "mts", "cjs", "cts"].map(
      (extension): [string, Record<string, string>, string[]] => [
        `a configuration in .${extension}`,
        { "package.json": manifest({ devDependencies: both }), [`vite.config.${extension}`]: "" },
        [],
      ],
    ),
  ])("%s", ([, texts, added]) => {
    const plan = planSite(siteFiles(texts));
    expect(plan.kind === "site" ? [...plan.added.keys()] : null).toEqual(added);
  });
});

describe("whether a running server is kept", () => {
  const viteStart: StartPlan = { server: "vite", setup: [], serve: "vite", display: "npm run dev" };
  test.for<[string, boolean]>([
    ["src/App.tsx", true],
    ["src/pages/home.css", true],
    ["public/logo.svg", true],
    ["index.html", true],
    ["style.css", true],
    ["vite.config.ts", false],
    ["tailwind.config.js", false],
    ["src/tailwind.config.js", false],
    ["postcss.config.cjs", false],
    ["tsconfig.json", false],
    ["tsconfig.app.json", false],
    ["package.json", false],
    [".env", false],
    [".env.local", false],
    [".eslintrc.json", false],
    ["server.js", false],
    ["server/index.js", false],
    ["api/users.ts", false],
  ])("%s changed: %s", ([path, kept]) => {
    expect(canKeepServer(viteStart, { written: [path], deleted: [] })).toBe(kept);
    expect(canKeepServer(viteStart, { written: ["src/a.ts"], deleted: [path] })).toBe(kept);
    expect(canKeepServer({ ...viteStart, server: "static" }, { written: [path], deleted: [] })).toBe(true);
    expect(canKeepServer({ ...viteStart, server: "other" }, { written: [path], deleted: [] })).toBe(false);
  });
});
