import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import vm from "node:vm";
import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { type ExportAuditOptions, exportAudit } from "../../../stages/audit/export/export-audit.ts";
import { addresses } from "../../../stages/audit/views/addresses.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { openAuditedRun, recordedRun, serveAudit, stubAssets } from "../support/served-audit.ts";
import { beginTrajectory } from "../support/written-trajectory.ts";

const nobody = { secrets: [], folders: [] };

async function exportRun(dir: string, ids: readonly string[], overrides: Partial<ExportAuditOptions> = {}) {
  const target = join(await temporaryFolder(), "out");
  const summary = await exportAudit({
    runs: [{ run: await openAuditedRun(dir), ids }],
    ...{ dir: target, personal: nobody, signal: new AbortController().signal, assets: await stubAssets() },
    ...overrides,
  });
  return { target: summary.dir, summary };
}

/** What the scripts of an export hand to the page. */
async function readExport(target: string): Promise<Map<string, unknown>> {
  const data = new Map<string, unknown>();
  const context = vm.createContext({
    auditData: (address: string, value: unknown) => data.set(address, value),
  });
  for (const path of await readdir(join(target, "data"), { recursive: true }))
    if (path.endsWith(".js")) vm.runInContext(await readFile(join(target, "data", path), "utf8"), context);
  return data;
}

it("holds for its trajectories all that a server answers", async () => {
  const dir = await recordedRun(2);
  const [id = ""] = (await openAuditedRun(dir)).trajectoryIds;
  const { target, summary } = await exportRun(dir, [id]);
  const data = await readExport(target);
  const { get, json } = await serveAudit([dir]);
  const asked = [addresses.runs, ...[0, 1, 2, 3].map((step) => addresses.step("run", id, step))];
  for (const address of asked) expect([address, data.get(address)]).toEqual([address, await json(address)]);
  expect(data.get(addresses.rows("run"))).toMatchObject([{ id }]);
  expect(data.get(addresses.trajectory("run", id))).toMatchObject({ row: { id }, samples: [] });
  // every text and picture that they name
  const named = JSON.stringify([...data.values()]).matchAll(/sha256:[0-9a-f]{64}/g);
  const refs = [...new Set([...named].map(([ref]) => ref))];
  expect(refs.length).toBeGreaterThan(20);
  for (const ref of refs) {
    const text = addresses.text("run", id, ref);
    const picture = addresses.picture("run", id, ref);
    if (data.has(text)) expect(data.get(text)).toEqual(await json(text));
    else
      expect(await readFile(join(target, picture))).toEqual(
        Buffer.from(await (await get(picture)).arrayBuffer()),
      );
  }
  expect(await readFile(join(target, addresses.thumbnail("run", id)))).not.toHaveLength(0);
  expect(summary).toMatchObject({ trajectories: 1 });
});

it("is a page that may load nothing but what lies beside it", async () => {
  const { target } = await exportRun(await recordedRun(1), ["i-000000.0.bench"]);
  const page = await readFile(join(target, "index.html"), "utf8");
  expect(page).toContain('<meta name="audit-mode" content="export">');
  expect(page).toContain("default-src &#39;none&#39;".replaceAll("&#39;", "'"));
  expect((await readdir(target)).sort()).toEqual(["data", "index.html", "viewer.css", "viewer.js"]);
});

it("holds no key and no folder of this machine, wherever they stood", async () => {
  const dir = await recordedRun(0);
  const canary = "own-key-7f3a9b2c1d";
  const access = `sk-proj-${"Zq8Xw2Lk9P".repeat(4)}`;
  const home = join(homedir(), "secret-project");
  const planted = `${canary} ${access} ${home}/file.txt ${resolve(dir)}/run.json`;
  const written = await beginTrajectory(dir, "t-1", `Build this: ${planted}`);
  const log = { status: "failed", command: "npm install", log: planted, reason: planted, durationMs: 1 };
  await written.step({
    ...{ reply: planted, feedback: planted, files: { "src/config.js": planted, [`${canary}.txt`]: "x" } },
    siteReport: written.store.keepJson({
      served: { install: log, start: log },
      problems: { consoleErrors: [planted] },
    }),
  });
  await written.store.append({
    ...{ event: "call-failed", callId: "c-1", role: "teacher", purpose: "step-0/teacher", model: "m" },
    ...{ error: `401 for ${planted}`, exchange: written.store.keep(planted), latencyMs: 5 },
  });
  await written.seal();
  await writeFile(join(dir, "reviews.jsonl"), `{"note":"${planted.replaceAll("\\", "/")}"}\n`);

  const { target } = await exportRun(dir, ["t-1"], {
    personal: { secrets: [canary], folders: [homedir(), resolve(dir)] },
  });
  const holding: string[] = [];
  for (const path of await readdir(target, { recursive: true })) {
    if ((await stat(join(target, path))).isDirectory()) continue;
    const text = `${path}\n${await readFile(join(target, path), "latin1")}`;
    for (const secret of [canary, access, homedir(), resolve(dir)])
      if (text.includes(secret)) holding.push(`${path}: ${secret}`);
  }
  expect(holding).toEqual([]);
  const step = (await readExport(target)).get(addresses.step("run", "t-1", 0));
  expect(step).toMatchObject({ reply: "[masked] sk-p[masked] ~/secret-project/file.txt ~/run.json" });
});

it("replaces an export, and nothing else", async () => {
  const dir = await recordedRun(2);
  const { target } = await exportRun(dir, ["i-000000.0.bench", "i-000000.1.bench"]);
  await exportRun(dir, ["i-000000.0.bench"], { dir: target });
  expect(await readdir(join(target, "data", "run", "trajectories"))).toEqual(["i-000000.0.bench"]);
  const other = join(await temporaryFolder(), "mine");
  await mkdir(other);
  await writeFile(join(other, "index.html"), "<title>My own page</title>");
  await expect(exportRun(dir, ["i-000000.0.bench"], { dir: other })).rejects.toThrow(
    /something else than an exported audit/,
  );
  expect(await readdir(other)).toEqual(["index.html"]);
});

it("leaves the export that was there when it is cut short", async () => {
  const dir = await recordedRun(2);
  const { target } = await exportRun(dir, ["i-000000.0.bench"]);
  const cut = AbortSignal.abort(new Error("stopped"));
  await expect(exportRun(dir, ["i-000000.1.bench"], { dir: target, signal: cut })).rejects.toThrow("stopped");
  expect(await readdir(join(target, "data", "run", "trajectories"))).toEqual(["i-000000.0.bench"]);
  expect(await readdir(join(target, ".."))).toEqual(["out"]);
});

it("shows lists small pictures", async () => {
  const dir = await recordedRun(0);
  const written = await beginTrajectory(dir, "t-1");
  const large = new PNG({ width: 1024, height: 768 });
  large.data.fill(0x80);
  await written.step({ picture: PNG.sync.write(large) });
  await written.seal();
  const { target } = await exportRun(dir, ["t-1"]);
  const small = PNG.sync.read(await readFile(join(target, addresses.thumbnail("run", "t-1"))));
  expect([small.width, small.height, [...small.data.subarray(0, 4)]]).toEqual([
    256,
    192,
    [128, 128, 128, 128],
  ]);
});
