import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { createRepo, deleteRepo, whoAmI } from "@huggingface/hub";
import { expect, onTestFinished, test } from "vitest";
import { clientOptions, type HubAccess } from "../../pipeline/hub/hub-access.ts";
import { createRetryingFetch } from "../../pipeline/hub/retrying-fetch.ts";
import { HubServer } from "../../scripts/hub-stand-in/hub-server.ts";
import { listReleases } from "../../stages/push/list-releases.ts";
import { planRollback, rollBack } from "../../stages/push/rollback.ts";
import { emitDataset, numberedReplies, push } from "../support/pushed-dataset.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const isAsked = process.env.CURATE_HUB_SMOKE === "1";
if (!isAsked)
  console.warn(
    "SKIPPED: the real Hub is not tried. Set CURATE_HUB_SMOKE=1 and HF_TOKEN: a private repository is made there, and removed at the end.",
  );

test.skipIf(!isAsked)(
  "the real Hub takes a release, a second one and a rollback",
  async () => {
    const accessToken = process.env.HF_TOKEN;
    if (!accessToken) throw new Error("CURATE_HUB_SMOKE=1 asks for the real Hub: set HF_TOKEN, too");
    const access = accessToHub(accessToken);
    const { name } = await whoAmI({ ...clientOptions(access), accessToken });
    const repo = `${name}/curate-smoke-${randomBytes(4).toString("hex")}`;
    const wish = { ...clientOptions(access), accessToken, repo: { type: "dataset", name: repo } as const };
    await createRepo({ ...wish, visibility: "private" });
    onTestFinished(() => deleteRepo(wish));
    // only its clock is used
    const clock = await HubServer.start({ now: () => new Date() });
    onTestFinished(() => clock[Symbol.asyncDispose]());
    const former = await emitDataset(await temporaryFolder(), numberedReplies(3));
    const latter = await emitDataset(await temporaryFolder(), numberedReplies(4));
    expect(await push(clock, former, { access, repo })).toMatchObject({ tag: "v1.0.0", problems: [] });
    expect(await push(clock, former, { access, repo })).toMatchObject({ plan: "already-released" });
    expect(await push(clock, latter, { access, repo })).toMatchObject({ tag: "v1.1.0", problems: [] });
    const back = { access, repo, version: "v1.0.0", now: () => new Date() };
    await rollBack(back, await planRollback(back));
    const releases = await listReleases(access, repo);
    expect(releases.map(({ tag, isCurrent, problems }) => [tag, isCurrent, problems])).toEqual([
      ["v1.1.0", false, []],
      ["v1.0.0", true, []],
    ]);
  },
  600_000,
);

/** As `curate push` reaches it, waits included. */
function accessToHub(accessToken: string): HubAccess {
  const { signal } = new AbortController();
  const send = createRetryingFetch({
    ...{ fetch, signal, random: Math.random, now: () => new Date() },
    wait: (ms, stop) => setTimeout(ms, undefined, { signal: stop }),
  });
  return { fetch: send, accessToken, signal };
}
