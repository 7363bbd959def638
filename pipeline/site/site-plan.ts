import { type DependencySet, readDependencySet } from "./dependency-set.ts";
import type { SiteFiles } from "./site-slot.ts";

/** Who answers the page: it decides whether changed files reach a running server. */
export type ServerKind =
  /** Vite's development server, alone */
  | "vite"
  /** our own file server, on the files as written */
  | "static"
  /** anything else */
  | "other";

/** How a site is started. Commands are shell lines. */
export interface StartPlan {
  server: ServerKind;
  /** run to their end, in order, before `serve` */
  setup: string[];
  serve: string;
  /** the commands as a person would type them */
  display: string;
}

/** What to do with a site's files. */
export type SitePlan =
  | {
      kind: "site";
      /** null when there is no package.json */
      dependencies: DependencySet | null;
      /** `reason` when nothing can be started */
      start: StartPlan | { reason: string };
      /** files the runner adds */
      added: Map<string, Uint8Array>;
    }
  | { kind: "broken"; reason: string };

const staticPort = 3000;
const outputFolders = ["dist", "build", "out"];
const viteConfig = /^vite\.config\.(?:[cm]?[jt]s)$/;
const reactPlugins = ["@vitejs/plugin-react", "@vitejs/plugin-react-swc"];

/** Reads from the files how the site is installed and started. Nothing is run. */
export function planSite(files: SiteFiles): SitePlan {
  const manifestBytes = files.get("package.json");
  if (!manifestBytes) {
    const start = files.has("index.html")
      ? staticStart([], ["."], "serve .")
      : { reason: "There is neither a package.json nor an index.html in the project's root." };
    return { kind: "site", dependencies: null, start, added: new Map() };
  }
  const manifest = parseManifest(new TextDecoder().decode(manifestBytes));
  if (!manifest.ok) return { kind: "broken", reason: manifest.reason };
  const dependencies = readDependencySet(manifest.value);
  if (!dependencies.ok) return { kind: "broken", reason: `package.json: ${dependencies.reason}.` };
  return {
    kind: "site",
    dependencies: dependencies.set,
    start: planStart(readScripts(manifest.value), files),
    added: fallbackConfig(dependencies.set, files),
  };
}

function planStart(scripts: ReadonlyMap<string, string>, files: SiteFiles): StartPlan | { reason: string } {
  for (const name of ["dev", "start"]) {
    const main = scripts.get(name);
    if (main === undefined) continue;
    const before = scripts.get(`pre${name}`);
    return {
      server: before === undefined && isPlainVite(main) ? "vite" : "other",
      setup: before === undefined ? [] : [before],
      serve: main,
      display: `npm run ${name}`,
    };
  }
  const build = scripts.get("build");
  if (build !== undefined) return staticStart([build], [...outputFolders, "."], "npm run build && serve");
  if (files.has("index.html")) return staticStart([], ["."], "serve .");
  return { reason: 'package.json has no "dev" or "start" script, and there is no index.html to serve.' };
}

function staticStart(setup: string[], folders: string[], display: string): StartPlan {
  return {
    server: setup.length === 0 ? "static" : "other",
    setup,
    // a program of ours, on the PATH of every box
    serve: `serve-files ${staticPort} ${folders.join(" ")}`,
    display,
  };
}

/** `vite`, `vite dev --host`: one process, no other program beside it. */
function isPlainVite(script: string): boolean {
  return /^(?:npx )?vite(?: (?:dev|serve))?(?: -[\w-]+(?:[= ][\w.:-]+)?)*$/.test(script.trim());
}

/**
 * A Vite project without configuration gets one only where its dependencies name a React plugin that would otherwise
 * stay unused; without a plugin Vite's defaults are the right configuration.
 */
function fallbackConfig(set: DependencySet, files: SiteFiles): Map<string, Uint8Array> {
  const names = { ...set.devDependencies, ...set.dependencies };
  const plugin = reactPlugins.find((name) => name in names);
  const configured = [...files.keys()].some((path) => viteConfig.test(path));
  if (configured || plugin === undefined || !("vite" in names)) return new Map();
  const text = `import react from "${plugin}";\nimport { defineConfig } from "vite";\n\nexport default defineConfig({ plugins: [react()] });\n`;
  return new Map([["vite.config.mjs", new TextEncoder().encode(text)]]);
}

function parseManifest(
  text: string,
): { ok: true; value: Record<string, unknown> } | { ok: false; reason: string } {
  try {
    // npm accepts a byte order mark
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { ok: true, value: { ...value } };
    return { ok: false, reason: "package.json must hold a JSON object." };
  } catch (error) {
    return {
      ok: false,
      reason: `package.json is not valid JSON: ${error instanceof Error ? error.message : error}.`,
    };
  }
}

function readScripts(manifest: Record<string, unknown>): ReadonlyMap<string, string> {
  const { scripts } = manifest;
  if (typeof scripts !== "object" || scripts === null) return new Map();
  return new Map(
    Object.entries(scripts).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
    ),
  );
}
