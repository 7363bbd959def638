import { cp, mkdtemp } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { inject } from "vitest";
import type { DatasetManifest } from "../../pipeline/dataset/read-manifest.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { createRetryingFetch } from "../../pipeline/hub/retrying-fetch.ts";
import type { Recipe } from "../../pipeline/recipe/recipe.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { type HubServer, writeToken } from "../../scripts/hub-stand-in/hub-server.ts";
import { verifyDataset } from "../../stages/emit/verify-dataset.ts";
import { requirePassed } from "../../stages/push/gates/check-gates.ts";
import { type GateName, gateNames } from "../../stages/push/gates/gate.ts";
import {
  executePush,
  type PushEvent,
  type PushOptions,
  type PushResult,
  preparePush,
} from "../../stages/push/stage.ts";
import { buildRecipe, filterAndEmit } from "./emitted-run.ts";
import { buildInstruction, memoryRun } from "./memory-run.ts";

export const repo = "my-org/my-set";
const signal = new AbortController().signal;

interface EmittedOptions {
  recipe?: Partial<Recipe>;
  label?: "rehearsal" | null;
  fileBytes?: number;
}

/** What was emitted, by its replies and options. */
const emitted = new Map<string, Promise<string>>();

/**
 * Writes the dataset of a run with these instructions, each with a reply of the teacher. Returns its folder. The same
 * dataset is emitted once; a copy of it is what a test gets.
 */
export async function emitDataset(
  dir: string,
  replies: Readonly<Record<string, string>>,
  options: EmittedOptions = {},
): Promise<string> {
  const key = JSON.stringify([replies, options]);
  const made = emitted.get(key) ?? keepEmitted(replies, options);
  emitted.set(key, made);
  const dataset = await made;
  const run = dirname(dirname(dataset));
  await cp(run, dir, { recursive: true });
  return join(dir, relative(run, dataset));
}

async function keepEmitted(
  replies: Readonly<Record<string, string>>,
  options: EmittedOptions,
): Promise<string> {
  return await emitInto(await mkdtemp(join(inject("sharedFolder"), "emitted-")), replies, options);
}

async function emitInto(
  dir: string,
  replies: Readonly<Record<string, string>>,
  options: EmittedOptions,
): Promise<string> {
  const ids = Object.keys(replies);
  const run = memoryRun({
    dir,
    label: options.label ?? null,
    instructions: ids.map((id) => buildInstruction(id)),
    trajectories: ids.map((id) => ({
      instructionId: id,
      ...(options.label !== undefined && { label: options.label }),
      steps: [{ reply: replies[id] ?? "", screenshot: 4 }],
    })),
  });
  // what push keeps its records by
  await writeFileAtomic(join(dir, "run.json"), JSON.stringify(run.manifest()));
  const { fileBytes = 500_000_000 } = options;
  const limits = {
    rowGroup: { minBytes: 1, maxBytes: fileBytes, rowsPerBoundary: 1 },
    maxFileBytes: fileBytes,
  };
  return (await filterAndEmit(run, buildRecipe(options.recipe), { limits })).dir;
}

/** Replies of instructions `i-00`, `i-01`, ... */
export function numberedReplies(
  count: number,
  reply = (at: number) => `reply ${at}`,
): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`i-${String(at).padStart(2, "0")}`, reply(at)]),
  );
}

/** The stand-in as a user with a token that may write reaches it; waits take no time. */
export function accessTo(hub: HubServer, parts: Partial<HubAccess> = {}): HubAccess {
  const send = createRetryingFetch({
    fetch,
    signal: parts.signal ?? signal,
    wait: async (_, stop) => stop.throwIfAborted(),
    random: () => 0,
    now: () => hub.now(),
  });
  return { fetch: send, hubUrl: hub.hubUrl, accessToken: writeToken, signal, ...parts };
}

export function pushOptions(hub: HubServer, dir: string, parts: Partial<PushOptions> = {}): PushOptions {
  return {
    access: accessTo(hub),
    repo,
    dir,
    choice: {},
    asPullRequest: false,
    loadRows: false,
    dryRun: false,
    secrets: [],
    verify: async (folder) => (await verifyDataset(folder, signal)).problems,
    now: () => hub.now(),
    ...parts,
  };
}

/** Plans, accepts every gate that can be accepted unless told which, and pushes. */
export async function push(
  hub: HubServer,
  dir: string,
  parts: Partial<PushOptions> & { accepted?: GateName[] } = {},
  onEvent: (event: PushEvent) => void = () => undefined,
): Promise<PushResult> {
  const options = pushOptions(hub, dir, parts);
  const prepared = await preparePush(options);
  const accepted = parts.accepted ?? [...gateNames];
  requirePassed(prepared.findings, accepted);
  return await executePush(options, prepared, accepted, onEvent);
}

/** Every file that a repository holds at a revision, with its content. */
export function filesAt(hub: HubServer, revision = "main", name = repo): Map<string, Buffer> {
  const { tree } = hub.repository(name).at(revision);
  return new Map(
    [...tree].map(([path, file]) => [
      path,
      file.kind === "regular" ? file.content : hub.objects.get(file.sha256),
    ]),
  );
}

export function parquetPaths({ configs }: DatasetManifest): string[] {
  return configs.flatMap(({ files }) => files.map(({ path }) => path)).sort();
}
