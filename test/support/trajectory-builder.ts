import { notRun, type Score } from "../../pipeline/judge/score.ts";
import { blobRefOf } from "../../pipeline/run/blob-pack.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import type {
  BlobReader,
  BlobRef,
  Trajectory,
  TrajectoryNode,
  TrajectorySealed,
} from "../../pipeline/run/trajectory.ts";
import { buildNode, score } from "./node-builder.ts";

/** A score's value, or why there is none; null: not run. */
export type PlannedScore = number | null | "judge-error" | "infra-error";

/** One step of a trajectory that a test plans: only what the test is about. */
export interface PlannedStep {
  kind?: TrajectoryNode["kind"];
  reply?: string;
  feedback?: string;
  /** default: not run */
  screenshot?: PlannedScore;
  gui?: PlannedScore;
  /** default: the step before */
  parent?: number | null;
  isError?: boolean;
  finishReason?: TrajectoryNode["finishReason"];
  /** The website after the step, by path. Default: no files. */
  files?: Readonly<Record<string, string>>;
  /** PNG. Default: none */
  screenshotImage?: Uint8Array;
  /** Console errors of the step's page. Default: nobody looked */
  consoleErrors?: readonly string[];
  /** How the step's GUI test ended. Default: there is no transcript of it */
  guiEndedBy?: "answer" | "turn-limit";
}

export interface PlannedTrajectory {
  instructionId?: string;
  sample?: number;
  instruction?: string;
  systemPrompt?: string;
  teacher?: string;
  label?: "rehearsal" | null;
  steps: readonly PlannedStep[];
  /** null: still in progress */
  outcome?: TrajectorySealed["outcome"] | null;
  chosen?: number | null;
}

export interface StoredTrajectory {
  trajectory: Trajectory;
  blobs: BlobReader;
}

/** A trajectory in memory, as a run's reader would give it. */
export function buildTrajectory(plan: PlannedTrajectory): StoredTrajectory {
  const kept = new Map<BlobRef, Buffer>();
  const keep = (raw: string | Uint8Array): BlobRef => {
    const bytes = Buffer.from(raw);
    const ref = blobRefOf(bytes);
    kept.set(ref, bytes);
    return ref;
  };
  const instructionId = plan.instructionId ?? "i-1";
  const sample = plan.sample ?? 0;
  const nodes = plan.steps.map((step, at) =>
    buildNode(at, {
      kind: step.kind ?? "code",
      ...(step.parent === undefined ? {} : { parent: step.parent }),
      screenshot: plannedScore(step.screenshot ?? null),
      gui: plannedScore(step.gui ?? null),
      isError: step.isError ?? false,
      errorStages: step.isError === true ? ["screenshot"] : [],
      finishReason: step.finishReason ?? "stop",
      reply: keep(step.reply ?? `reply ${at} of ${instructionId}/${sample}`),
      feedback: step.kind === "finish" ? null : keep(step.feedback ?? `feedback ${at}`),
      files: keep(
        JSON.stringify(
          Object.fromEntries(Object.entries(step.files ?? {}).map(([path, text]) => [path, keep(text)])),
        ),
      ),
      screenshotImage: step.screenshotImage === undefined ? null : keep(step.screenshotImage),
      siteReport: step.consoleErrors === undefined ? null : keep(siteReport(step.consoleErrors)),
      guiTest: step.guiEndedBy === undefined ? null : keep(transcript(step.guiEndedBy)),
    }),
  );
  const outcome = plan.outcome === undefined ? "finished" : plan.outcome;
  const trajectory: Trajectory = {
    opened: {
      event: "trajectory-opened",
      trajectoryId: `${instructionId}.${sample}`,
      instructionId,
      sample,
      configHash: "c".repeat(64),
      instruction: keep(plan.instruction ?? `Please build ${instructionId}.`),
      systemPrompt: keep(plan.systemPrompt ?? "You build websites."),
      teacher: plan.teacher ?? "teacher-1",
      label: plan.label ?? null,
    },
    nodes,
    backtracks: [],
    retries: [],
    calls: [],
    guiTest: null,
    sealed:
      outcome === null
        ? null
        : {
            event: "trajectory-sealed",
            outcome,
            chosen: plan.chosen === undefined ? 0 : plan.chosen,
            reason: null,
          },
    journalDigest: sha256Hex(JSON.stringify(plan, withHashOfBytes)),
  };
  return { trajectory, blobs: readerOf(kept) };
}

function siteReport(consoleErrors: readonly string[]): string {
  return JSON.stringify({ problems: { consoleErrors, exceptions: [], failedRequests: [], dialogs: [] } });
}

function transcript(endedBy: "answer" | "turn-limit"): string {
  return JSON.stringify({ turns: [], answer: "YES", verdict: "yes", endedBy });
}

export function plannedScore(value: PlannedScore): Score {
  return typeof value === "string" ? { ...notRun, status: value } : score(value);
}

function readerOf(kept: ReadonlyMap<BlobRef, Buffer>): BlobReader {
  const bytes = (ref: BlobRef): Buffer => {
    const found = kept.get(ref);
    if (found === undefined) throw new Error(`No blob ${ref} was planned`);
    return found;
  };
  return { bytes, text: (ref) => bytes(ref).toString("utf8") };
}

/** A picture as JSON would be a member for each byte. */
function withHashOfBytes(_: string, member: unknown): unknown {
  return member instanceof Uint8Array ? sha256Hex(member) : member;
}
