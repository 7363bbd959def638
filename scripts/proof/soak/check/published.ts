import { CurateError, errorMessage, StopError } from "../../../../pipeline/errors.ts";
import { createRetryingFetch } from "../../../../pipeline/hub/retrying-fetch.ts";
import { verifyDataset } from "../../../../stages/emit/verify-dataset.ts";
import { gateNames } from "../../../../stages/push/gates/gate.ts";
import {
  executePush,
  type PushOptions,
  type PushResult,
  preparePush,
} from "../../../../stages/push/stage.ts";
import { drawPushFaults } from "../../../hub-stand-in/draw-faults.ts";
import { HubServer, writeToken } from "../../../hub-stand-in/hub-server.ts";

const repo = "my-org/soak";
const releaseTitle = "Release v1.0.0";

/**
 * Releases a dataset through a Hub on which things go wrong, then once more on one that works: there must be one commit,
 * one tag, and what is read back must be whole. Tells what went wrong on the way.
 */
export async function publishingProblems(
  dir: string,
  seed: number,
  tell: (fault: string) => void,
): Promise<string[]> {
  await using hub = await HubServer.start();
  const faults = drawPushFaults(seed);
  const stop = new AbortController();
  hub.faults = (request) => {
    if (request.index === faults.endsAt) stop.abort(new StopError("ended"));
    return faults.faults(request);
  };
  const problems: string[] = [];
  const first: unknown = await push(hub, dir, stop.signal).catch((error: unknown) => error);
  if (first instanceof Error && !(first instanceof CurateError))
    problems.push(`an error that nobody explains: ${first.stack ?? first.message}`);
  for (const fault of faults.happened) tell(`hub-${fault.split(" ").slice(2).join("-")}`);
  hub.faults = () => undefined;
  hub.tokens.set(writeToken, "write");
  try {
    const second = await push(hub, dir, new AbortController().signal);
    problems.push(...second.problems);
    const repository = hub.repository(repo);
    const releases = repository.history("main").filter(({ title }) => title === releaseTitle);
    if (releases.length !== 1) problems.push(`the release was committed ${releases.length} times`);
    if (repository.tags.get(second.tag) !== releases[0]?.oid) problems.push("the tag names another commit");
  } catch (error) {
    problems.push(`the second push failed: ${errorMessage(error)}`);
  }
  return problems.map((problem) => `a release is whole: ${problem} (${faults.describe()})`);
}

async function push(hub: HubServer, dir: string, signal: AbortSignal): Promise<PushResult> {
  // waits take no time
  const wait = async (_: number, stopped: AbortSignal): Promise<void> => stopped.throwIfAborted();
  const send = createRetryingFetch({ fetch, signal, wait, random: () => 0, now: () => hub.now() });
  const options: PushOptions = {
    access: { fetch: send, hubUrl: hub.hubUrl, accessToken: writeToken, signal },
    ...{ repo, dir, choice: {}, asPullRequest: false, dryRun: false, loadRows: false, secrets: [] },
    verify: async (folder) => (await verifyDataset(folder, signal)).problems,
    now: () => hub.now(),
  };
  return await executePush(options, await preparePush(options), [...gateNames], () => undefined);
}
