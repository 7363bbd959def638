import { serveSite } from "../../pipeline/agent/serve-site.ts";
import { readSnapshot } from "../../pipeline/agent/snapshot.ts";
import type { Browser } from "../../pipeline/browser/site-page.ts";
import type { Settings } from "../../pipeline/config/settings.ts";
import type { GuiReplay } from "../../pipeline/contracts/generated/gui-replay.ts";
import type { GuiTranscript } from "../../pipeline/contracts/generated/gui-transcript.ts";
import { InfrastructureError, StopError } from "../../pipeline/errors.ts";
import { playwrightScript } from "../../pipeline/judge/gui/replay/playwright-script.ts";
import { compileReplay, type ReplayStep } from "../../pipeline/judge/gui/replay/replay-plan.ts";
import { type ReplayResult, replayTest } from "../../pipeline/judge/gui/replay/replay-test.ts";
import { InProcessDispatcher } from "../../pipeline/queue/in-process-dispatcher.ts";
import { chosenNode } from "../../pipeline/recipe/sft-conversation.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import { toJsonLines } from "../../pipeline/run/json-lines.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";
import type { RunReader } from "../../pipeline/run/run-reader.ts";
import type { BlobReader, TrajectoryNode } from "../../pipeline/run/trajectory.ts";
import type { SiteHost } from "../../pipeline/site/site-slot.ts";

export interface ReplayRunOptions {
  run: RunReader;
  paths: RunPaths;
  settings: Settings;
  /** The grading under which scripts and outcomes are kept. */
  name: string;
  limit: number | null;
  /** How often each test is done (default 1). */
  times?: number;
  openMachinery(): Promise<{ siteHost: SiteHost; browser: Browser }>;
  signal: AbortSignal;
}

export interface ReplaySummary {
  replays: GuiReplay[];
  replaysPath: string;
}

/**
 * Does every passed GUI test again, on the site rebuilt from its stored files, and keeps each as a Playwright script.
 * Asks no model. A trajectory whose test did not pass has nothing to replay. A test is green when it is more often than
 * not; one that is red is done once more, alone, before it counts: a page that a busy machine served late looks broken.
 */
export async function replayRun(options: ReplayRunOptions): Promise<ReplaySummary> {
  const { run, paths, name, settings, limit, signal } = options;
  const ids = (await run.trajectoryIds()).slice(0, limit ?? undefined);
  const { concurrency } = settings.record;
  const dispatcher = new InProcessDispatcher({ concurrency, work: (id) => replayOne(id, options) });
  const outcomes = await dispatcher.dispatch(ids, signal);
  if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new StopError("stopped");
  const replays: GuiReplay[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) throw outcome.error;
    const first = outcome.result;
    const replay = first?.outcome === "red" ? await replayOne(outcome.id, options) : first;
    if (replay !== null) replays.push(replay);
  }
  replays.sort((a, b) => (a.trajectoryId < b.trajectoryId ? -1 : 1));
  await writeFileAtomic(paths.guiReplays(name), toJsonLines(replays));
  return { replays, replaysPath: paths.guiReplays(name) };
}

async function replayOne(id: string, options: ReplayRunOptions): Promise<GuiReplay | null> {
  const { trajectory, blobs } = await options.run.openTrajectory(id);
  const chosen = chosenNode(trajectory);
  if (chosen === null || chosen.guiTest === null) return null;
  const transcript = JSON.parse(blobs.text(chosen.guiTest)) as GuiTranscript;
  if (transcript.verdict !== "yes") return null;
  const steps = compileReplay(transcript);
  const script = playwrightScript(blobs.text(trajectory.opened.instruction), steps);
  await writeFileAtomic(options.paths.guiScript(options.name, id), script);
  const { journalDigest } = trajectory;
  const about = { trajectoryId: id, journalDigest, step: chosen.step, actions: steps.length };
  const result = await replayOften(() => replayOn(chosen, steps, blobs, options), options.times ?? 1);
  return { ...about, turn: null, reason: null, ...result };
}

/** The outcome of most tries, with the first reason of that outcome. A machine that fails ends it. */
async function replayOften(
  replayOnce: () => Promise<Outcome>,
  times: number,
): Promise<Outcome & Pick<GuiReplay, "times" | "green">> {
  const reds: Outcome[] = [];
  let green = 0;
  for (let time = 0; time < times; time++) {
    const result = await replayOnce();
    if (result.outcome === "infra-error") return { ...result, times: time + 1, green };
    if (result.outcome === "red") reds.push(result);
    else green++;
  }
  const [red] = reds;
  return { ...(red === undefined || green > reds.length ? { outcome: "green" } : red), times, green };
}

type Outcome = ReplayResult | { outcome: "infra-error"; reason: string };

async function replayOn(
  chosen: TrajectoryNode,
  steps: readonly ReplayStep[],
  blobs: BlobReader,
  { settings, openMachinery, signal }: ReplayRunOptions,
): Promise<Outcome> {
  try {
    const { siteHost, browser } = await openMachinery();
    await using slot = siteHost.openSlot();
    const { url } = await serveSite(slot, readSnapshot(chosen.files, blobs), settings.compat, signal);
    if (url === null) return { outcome: "red", turn: 1, reason: "the site does not start" };
    await using page = await browser.openPage({
      url,
      firstLook: "observation",
      proxyServer: slot.proxyServer,
      signal,
    });
    return await replayTest(page, steps, { imageOf: (ref) => blobs.bytes(ref), signal });
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    return { outcome: "infra-error", reason: error.message };
  }
}
