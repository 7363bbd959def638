import { expect, test } from "vitest";
import { finishReply, pageReply } from "../support/replies.ts";
import { runScript, scriptedDependencies } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a step keeps the key of what was installed, and its lock file as a blob that steps share", async () => {
  const script = [
    { reply: pageReply("a"), score: 4 },
    { reply: pageReply("b"), score: 4 },
    { reply: pageReply("c"), install: "failed" as const },
    { reply: finishReply },
  ];
  const limits = { errorLimit: 3, maxSteps: 12, errorScreenshotScore: 2 };
  const { trajectory, store } = await runScript(await temporaryFolder(), script, limits);
  const kept = trajectory.nodes.slice(0, 3).map(({ siteReport }) => {
    const { served } = JSON.parse(store.text(siteReport ?? ""));
    return served.dependencies;
  });
  expect(kept[0].key).toBe(scriptedDependencies.key);
  expect(store.text(kept[0].lockFile)).toBe(scriptedDependencies.lockFile);
  expect(kept[1]).toEqual(kept[0]);
  expect(kept[2]).toBeNull();
});
