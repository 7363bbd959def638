import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFolder } from "../../../pipeline/dataset/replace-folder.ts";
import { hasErrorCode, UserError } from "../../../pipeline/errors.ts";
import { namesIn } from "../../../pipeline/run/names-in.ts";
import { auditPage } from "../page/audit-page.ts";
import { assetsDir, readViewerAssets } from "../page/viewer-assets.ts";
import type { AuditedRun } from "../run/audited-run.ts";
import { isPng } from "../trajectory/is-png.ts";
import { textBlob } from "../trajectory/text-blob.ts";
import { viewStep } from "../trajectory/view-step.ts";
import { addresses } from "../views/addresses.ts";
import type { RunCard } from "../views/run-view.ts";
import type { TrajectoryRow } from "../views/trajectory-row.ts";
import { maskDeep, type Personal } from "./export-mask.ts";
import { shrinkPicture } from "./shrink-picture.ts";

/** The same page without a server: from a disk a page may load scripts and pictures beside it, and nothing else. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

export interface ExportAuditOptions {
  /** One, or several to compare. `ids`: the trajectories of each that are exported. */
  runs: readonly { run: AuditedRun; ids: readonly string[] }[];
  dir: string;
  personal: Personal;
  signal: AbortSignal;
  onProgress?(done: number, of: number): void;
  /** The viewer as it was built. Default: this stage's own. */
  assets?: string;
}

export interface ExportSummary {
  dir: string;
  trajectories: number;
  files: number;
  bytes: number;
}

/**
 * Writes the viewer with the data of chosen trajectories as static files. The folder is put in place when all is written.
 * Throws UserError when something else than an export is there.
 */
export async function exportAudit(options: ExportAuditOptions): Promise<ExportSummary> {
  const { dir } = options;
  await checkTarget(dir);
  return await replaceFolder(dir, async (staging) => {
    const files = new ExportFiles(staging, options.personal);
    await writePage(files, options.assets ?? assetsDir);
    const cards: RunCard[] = [];
    const total = options.runs.reduce((sum, { ids }) => sum + ids.length, 0);
    let done = 0;
    for (const { run, ids } of options.runs) {
      const view = await run.view();
      cards.push({ key: view.key, label: view.label, createdAt: view.createdAt });
      await files.data(addresses.run(run.key), view);
      const rows: TrajectoryRow[] = ids.flatMap((id) => run.row(id) ?? []);
      await files.data(addresses.rows(run.key), rows);
      for (const id of ids) {
        options.signal.throwIfAborted();
        await writeTrajectory(files, run, id, new Set(ids));
        options.onProgress?.(++done, total);
      }
    }
    await files.data(addresses.runs, cards);
    return { dir, trajectories: total, files: files.count, bytes: files.bytes };
  });
}

async function writePage(files: ExportFiles, assets: string): Promise<void> {
  for (const [name, { bytes }] of await readViewerAssets(assets)) await files.write(name, bytes);
  await files.write("index.html", auditPage({ mode: "export", reviewer: null, contentSecurityPolicy }));
}

async function writeTrajectory(
  files: ExportFiles,
  run: AuditedRun,
  id: string,
  exported: ReadonlySet<string>,
): Promise<void> {
  const view = await run.trajectory(id);
  if (view === null) return;
  const { key } = run;
  const samples = view.samples.filter((sample) => exported.has(sample));
  await files.data(addresses.trajectory(key, id), { ...view, samples });
  const opened = await run.open(id);
  for (const { step } of view.nodes) await files.data(addresses.step(key, id, step), viewStep(opened, step));
  const { blobs } = opened;
  for (const ref of blobs.refs) {
    const bytes = blobs.bytes(ref) ?? new Uint8Array();
    if (isPng(bytes)) await files.write(addresses.picture(key, id, ref), bytes);
    else await files.data(addresses.text(key, id, ref), textBlob(bytes));
  }
  const thumbnail = run.thumbnail(id);
  if (thumbnail !== null && isPng(thumbnail))
    await files.write(addresses.thumbnail(key, id), shrinkPicture(thumbnail));
}

/** The files of an export on their way into a folder. */
class ExportFiles {
  count = 0;
  bytes = 0;
  readonly #dir: string;
  readonly #personal: Personal;
  readonly #made = new Set<string>();

  constructor(dir: string, personal: Personal) {
    this.#dir = dir;
    this.#personal = personal;
  }

  /** A record as a script that hands it to the page. */
  async data(address: string, value: unknown): Promise<void> {
    const json = JSON.stringify(maskDeep(value, this.#personal));
    const path = address.replace(/\.json$/, ".js");
    await this.write(path, `auditData(${JSON.stringify(address)}, ${json});\n`);
  }

  async write(address: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.#dir, ...address.split("/").map(decodeURIComponent));
    const folder = dirname(path);
    if (!this.#made.has(folder)) await mkdir(folder, { recursive: true });
    this.#made.add(folder);
    await writeFile(path, content);
    this.count++;
    this.bytes += content.length;
  }
}

/** Only an export, an empty folder or none is replaced. */
async function checkTarget(dir: string): Promise<void> {
  const names = await namesIn(dir).catch((error: unknown) => {
    if (hasErrorCode(error, "ENOTDIR")) return ["a file"];
    throw error;
  });
  if (names.length === 0) return;
  const page = names.includes("index.html") ? await readFile(join(dir, "index.html"), "utf8") : "";
  if (page.includes('<meta name="audit-mode" content="export">')) return;
  throw new UserError(
    `${dir} holds something else than an exported audit, and is left as it is. Name another folder with --export, or remove it.`,
  );
}
