import { splitReasoning } from "../../../pipeline/artifact/split-reasoning.ts";
import type { PageProblems } from "../../../pipeline/browser/site-page.ts";
import { type ContractName, checkContract } from "../../../pipeline/contracts/validators.ts";
import type { BlobRef, TrajectoryNode } from "../../../pipeline/run/trajectory.ts";
import type { StageOutcome } from "../../../pipeline/site/site-slot.ts";
import type { CommandView, StepView } from "../views/trajectory-view.ts";
import type { OpenedTrajectory, PackBlobs } from "./open-trajectory.ts";
import { replyParts } from "./reply-parts.ts";
import { compareSnapshots, snapshotRefs } from "./site-snapshot.ts";
import { textBlob } from "./text-blob.ts";

/** What a step keeps of its site, as far as it is shown. Older recordings lack some of it. */
interface SiteReport {
  refusals?: { path: string; reason: string }[];
  problems?: PageProblems | null;
  settled?: boolean | null;
  blockedHosts?: string[];
  served?: { install?: StageOutcome; start?: StageOutcome };
}

/** Everything of a step but the bytes of pictures and files; null when the trajectory has no such step. Pure. */
export function viewStep({ trajectory, blobs }: OpenedTrajectory, step: number): StepView | null {
  const node = trajectory?.nodes[step];
  if (node === undefined) return null;
  const parent = node.parent === null ? undefined : trajectory?.nodes[node.parent];
  const read = new StepReader(node, blobs);
  const reply = read.text("reply") ?? "";
  const split = splitReasoning(reply);
  const reasoning = read.text("reasoning") ?? split.reasoning;
  const feedback = read.text("feedback");
  const files = read.snapshot(node.files, "files");
  const before = parent === undefined ? new Map() : read.snapshot(parent.files, "files of the parent");
  const report = read.siteReport();
  const install = read.command("install", report?.served?.install);
  const start = read.command("start", report?.served?.start);
  return {
    ...{ step, reply, reasoning, replyParts: replyParts(split.visible), feedback },
    files: compareSnapshots(files, before, blobs),
    ...{ install, start },
    refusals: report?.refusals ?? [],
    page: pageOf(report),
    description: read.record("screenshotDescription", "screenshot-description"),
    guiTest: read.record("guiTest", "gui-transcript"),
    cut: read.cut,
    unreadable: [...read.unreadable, ...read.missing("screenshotImage")],
  };
}

type BlobField = "reply" | "reasoning" | "feedback" | "siteReport" | "screenshotDescription" | "guiTest";

/** Reads a step's blobs, and remembers what was cut and what could not be read. */
class StepReader {
  readonly cut: string[] = [];
  readonly unreadable: string[] = [];
  readonly #node: TrajectoryNode;
  readonly #blobs: PackBlobs;

  constructor(node: TrajectoryNode, blobs: PackBlobs) {
    this.#node = node;
    this.#blobs = blobs;
  }

  /** A text as far as it is shown; null where the step has none, or it is not there. */
  text(field: "reply" | "reasoning" | "feedback"): string | null {
    const bytes = this.#bytes(field);
    if (bytes === null) return null;
    const { text, cut } = textBlob(bytes);
    if (cut) this.cut.push(field);
    if (text === null) this.unreadable.push(`${field}: no text`);
    return text;
  }

  snapshot(manifest: BlobRef, name: string): Map<string, BlobRef> {
    const refs = snapshotRefs(manifest, this.#blobs);
    if (refs === null) this.unreadable.push(`${name}: not in the pack`);
    return refs ?? new Map();
  }

  siteReport(): SiteReport | null {
    const value = this.#json("siteReport");
    return value !== null && typeof value === "object" ? value : null;
  }

  command(name: "install" | "start", outcome: StageOutcome | undefined): CommandView | null {
    if (outcome === undefined) return null;
    if (outcome.status === "skipped")
      return { ...outcome, command: null, log: "", durationMs: null, cached: false };
    const { text, cut } = textBlob(Buffer.from(outcome.log));
    if (cut) this.cut.push(name);
    return {
      status: outcome.status,
      command: outcome.command,
      reason: outcome.status === "failed" ? outcome.reason : null,
      log: text ?? "",
      durationMs: outcome.durationMs,
      cached: outcome.status === "ok" && outcome.cached,
    };
  }

  /** A record of the step, held against its schema. */
  record<Name extends ContractName>(field: BlobField, contract: Name) {
    const value = this.#json(field);
    if (value === null) return null;
    const checked = checkContract(contract, value);
    if (checked.ok) return checked.value;
    this.unreadable.push(`${field}: ${checked.problems.join("; ")}`);
    return null;
  }

  missing(field: "screenshotImage"): string[] {
    const ref = this.#node[field];
    return ref === null || this.#blobs.bytes(ref) !== null ? [] : [`${field}: not in the pack`];
  }

  #bytes(field: BlobField): Uint8Array | null {
    const ref = this.#node[field];
    if (ref === null) return null;
    const bytes = this.#blobs.bytes(ref);
    if (bytes === null) this.unreadable.push(`${field}: not in the pack`);
    return bytes;
  }

  #json(field: BlobField): unknown {
    const bytes = this.#bytes(field);
    if (bytes === null) return null;
    try {
      return JSON.parse(Buffer.from(bytes).toString("utf8"));
    } catch {
      this.unreadable.push(`${field}: not JSON`);
      return null;
    }
  }
}

function pageOf(report: SiteReport | null): StepView["page"] {
  if (!report?.problems) return null;
  const { consoleErrors = [], exceptions = [], failedRequests = [], dialogs = [] } = report.problems;
  const { settled = null, blockedHosts = [] } = report;
  return { settled, consoleErrors, exceptions, failedRequests, dialogs, blockedHosts };
}
