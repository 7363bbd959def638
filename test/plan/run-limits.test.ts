import { expect, test } from "vitest";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import type { Config } from "../../pipeline/contracts/generated/config.ts";
import { drawFutures } from "../../pipeline/plan/futures.ts";
import { decidingLimit, hoursByLimit, hoursOf, recordLanes } from "../../pipeline/plan/run-limits.ts";
import { buildUnit } from "./unit-builder.ts";

const hourMs = 3_600_000;
const local = { baseURL: "http://127.0.0.1:9/v1", model: "m" };

function settingsOf(parts: Partial<Config> = {}) {
  return resolveSettings(
    { run: "r", models: { teacher: local, vision: local, feedback: local }, site: { slots: 2 }, ...parts },
    2,
  );
}

/** Six trajectories of 2 hours, 1 of them with a site; 16 hours of teacher calls and 8 of vision in flight. */
function limitsOf(settings = settingsOf(), lanes = { count: 3, name: "lanes" }) {
  const unit = buildUnit({
    workMs: 2 * hourMs,
    siteMs: hourMs,
    uses: {
      teacher: { calls: 1, promptTokens: 400, completionTokens: 200, latencyMs: 16 * hourMs },
      vision: { calls: 1, latencyMs: 8 * hourMs },
    },
  });
  const futures = drawFutures({ kind: "pilot", units: [unit, unit, unit] }, { fresh: 6, begun: [] }, 1);
  return hoursByLimit(futures, lanes, settings);
}

function hoursByName(limits: ReturnType<typeof limitsOf>): Record<string, number> {
  return Object.fromEntries(limits.map(({ limit, hours }) => [limit, hours.likely]));
}

test("each limit says how long the work takes by it alone", () => {
  expect(hoursByName(limitsOf())).toEqual({
    lanes: 4, // 6 x 2 h on 3 lanes
    "2 sites served at once (site.slots)": 3, // 6 x 1 h in 2 places
    "8 requests at once to m (synthesis, teacher, vision, gui, feedback)": 18, // 6 x 24 h, 8 at once
  });
});

test("roles with endpoints of their own have limits of their own", () => {
  const limits = limitsOf(
    settingsOf({
      models: {
        teacher: { ...local, model: "t", concurrency: 4 },
        vision: { ...local, model: "v", concurrency: 1 },
        feedback: { ...local, model: "t" },
      },
    }),
  );
  expect(hoursByName(limits)).toMatchObject({
    "4 requests at once to t (synthesis, teacher, feedback)": 24,
    "1 request at once to v (vision, gui)": 48,
  });
  expect(decidingLimit(limits)).toBe("1 request at once to v (vision, gui)");
});

test("requests and tokens a minute: the lowest limit given for an endpoint holds for all its roles", () => {
  const limits = limitsOf(
    settingsOf({
      models: {
        teacher: { ...local, model: "t", requestsPerMinute: 0.5 },
        vision: { ...local, model: "v" },
        feedback: { ...local, model: "t", requestsPerMinute: 0.1, tokensPerMinute: 10 },
      },
    }),
  );
  expect(hoursByName(limits)).toMatchObject({
    // 6 calls
    "0.1 requests a minute to t (synthesis, teacher, feedback)": 1,
    // 6 x 600 tokens
    "10 tokens a minute to t (synthesis, teacher, feedback)": 6,
  });
});

test("the slowest decides, at each bound", () => {
  const limits = [
    { limit: "a", hours: { low: 1, likely: 5, high: 6 } },
    { limit: "b", hours: { low: 2, likely: 3, high: 9 } },
  ];
  expect(hoursOf(limits)).toEqual({ low: 2, likely: 5, high: 9 });
  expect(decidingLimit(limits)).toBe("a");
  expect([hoursOf([]), decidingLimit([])]).toEqual([{ low: 0, likely: 0, high: 0 }, null]);
});

test.each<[number, number, number]>([
  [10, 3, 3],
  [3, 3, 3],
  [2, 3, 2],
  [0, 3, 1],
])("%i trajectories with a concurrency of %i run in %i lanes", (left, concurrency, lanes) => {
  expect(recordLanes(settingsOf({ record: { concurrency } }), left).count).toBe(lanes);
});
