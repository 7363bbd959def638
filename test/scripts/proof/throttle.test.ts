import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { resolveSettings } from "../../../pipeline/config/settings.ts";
import { Budget } from "../../../pipeline/model/budget.ts";
import { ModelClient } from "../../../pipeline/model/model-client.ts";
import { EventStore } from "../../../pipeline/run/event-store.ts";
import { Ledger } from "../../../pipeline/run/ledger.ts";
import { parseTrajectoryEvent } from "../../../pipeline/run/trajectory-store.ts";
import { SecondWindow } from "../../../scripts/proof/throttle/second-window.ts";
import { startThrottledModels } from "../../../scripts/proof/throttle/throttled-models.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("a window lets so many through in any second", () => {
  const window = new SecondWindow(2);
  const asked: [number, boolean][] = [
    [0, true],
    [400, true],
    [500, false],
    [999, false],
    [1000, true],
    [1399, false],
    [1400, true],
    [5000, true],
    [5000, true],
    [5000, false],
  ];
  for (const [at, expected] of asked) expect([at, window.take(at)]).toEqual([at, expected]);
});

test("a throttling provider delays and drops nothing; every refusal is in the ledger", async () => {
  // time passes with the requests: of ten in a row every second one is refused, on any machine
  let requests = 0;
  const models = await startThrottledModels({
    perSecond: 1,
    port: 0,
    retryAfterSeconds: 0,
    now: () => 500 * requests++,
  });
  onTestFinished(() => models[Symbol.asyncDispose]());
  const dir = await temporaryFolder();
  const endpoint = { baseURL: models.baseURL("synthesis"), model: "m" };
  const settings = resolveSettings(
    { run: dir, models: { teacher: endpoint, vision: endpoint, feedback: endpoint } },
    2,
  );
  const now = () => new Date("2026-01-01T00:00:00Z");
  await using ledger = await Ledger.open(join(dir, "ledger.jsonl"));
  await using store = await EventStore.open({ dir: join(dir, "store"), parse: parseTrajectoryEvent, now });
  await using client = new ModelClient({
    settings,
    ledger,
    now,
    apiKeyOf: () => "none",
    rehearsalURL: () => "",
    budget: new Budget({ maxUsd: null, maxTokens: null }, { usd: 0, tokens: 0 }),
  });
  const port = client.bind({
    store,
    stage: "synthesize",
    trajectoryId: null,
    sampleKey: "s",
    signal: new AbortController().signal,
  });
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      port.ask({
        role: "synthesis",
        purpose: `ask-${index}`,
        messages: [{ role: "user", content: "Write." }],
      }),
    ),
  );
  expect(replies).toHaveLength(6);
  const { answered, refused } = models.counts.get("synthesis") ?? { answered: 0, refused: 0 };
  expect(answered).toBe(6);
  expect(refused).toBeGreaterThan(0);
  const outcomes = ledger.entries.map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "answered")).toHaveLength(answered);
  expect(outcomes.filter((outcome) => outcome === "failed")).toHaveLength(refused);
});
