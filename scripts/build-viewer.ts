import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";

const projectDir = join(import.meta.dirname, "..");
const viewerDir = join(projectDir, "stages", "audit", "viewer");

/** Where the built viewer is kept: committed, so that who uses it builds nothing. */
export const assetsDir = join(projectDir, "stages", "audit", "assets");

/**
 * The viewer as `viewer.js` and `viewer.css`, by file name. One classic script: a page opened from disk may not load
 * modules. The same sources give the same bytes on every machine.
 */
export async function buildViewer(): Promise<Map<string, string>> {
  const output = await build({
    root: viewerDir,
    configFile: false,
    envDir: false,
    logLevel: "warn",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
    // whatever NODE_ENV the caller has
    mode: "production",
    resolve: { conditions: ["browser", "module", "production", "default"] },
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      // light-dark() and :has() are used as they are
      target: ["chrome123", "firefox121", "safari17.5"],
      cssCodeSplit: false,
      sourcemap: false,
      modulePreload: false,
      lib: {
        entry: join(viewerDir, "main.tsx"),
        name: "auditViewer",
        formats: ["iife"],
        fileName: () => "viewer.js",
        cssFileName: "viewer",
      },
      minify: true,
    },
  });
  const files = new Map<string, string>();
  for (const file of [output].flat().flatMap((built) => ("output" in built ? built.output : []))) {
    files.set(file.fileName, file.type === "chunk" ? file.code : textOf(file.source));
  }
  return files;
}

function textOf(source: string | Uint8Array): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}

if (import.meta.main) {
  await mkdir(assetsDir, { recursive: true });
  for (const [name, text] of await buildViewer()) {
    await writeFile(join(assetsDir, name), text);
    console.log(`stages/audit/assets/${name}: ${Math.round(Buffer.byteLength(text) / 1000)} kB`);
  }
}
