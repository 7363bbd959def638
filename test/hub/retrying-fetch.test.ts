import { describe, expect, it } from "vitest";
import { ParkError, StopError } from "../../pipeline/errors.ts";
import { checkRepoName } from "../../pipeline/hub/hub-address.ts";
import { createRetryingFetch, retryAfterMs } from "../../pipeline/hub/retrying-fetch.ts";

const now = new Date("2026-05-06T07:08:00Z");
const hub = "https://hub.test";
const reading = `${hub}/api/datasets/o/n/refs`;
const committing = `${hub}/api/datasets/o/n/commit/main`;

/** What is answered to each attempt: a status, a status with Retry-After, or a lost connection. */
type Planned = number | [number, string] | "lost";

/** Sends a request to a planned server. Returns the statuses that came and the waits between attempts. */
async function send(
  plan: readonly Planned[],
  url: string,
  init: RequestInit = {},
  signal = new AbortController().signal,
) {
  const waits: number[] = [];
  const told: string[] = [];
  let asked = 0;
  const retrying = createRetryingFetch({
    fetch: async () => {
      const answer = plan[asked++];
      if (answer === undefined) throw new Error("an attempt that was not planned");
      if (answer === "lost") throw new TypeError("fetch failed");
      const [status, retryAfter] = typeof answer === "number" ? [answer, undefined] : answer;
      return new Response("", {
        status,
        headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
      });
    },
    signal,
    wait: async (ms) => void waits.push(ms),
    random: () => 1,
    attempts: 4,
    maxWaitMs: 60_000,
    now: () => now,
    onWait: ({ waitMs, because, path }) => told.push(`${because}: ${path} after ${waitMs} ms`),
  });
  const outcome = await retrying(url, init).then(
    ({ status }) => status,
    (error: unknown) => error,
  );
  return { outcome, waits, asked, told };
}

const post = { method: "POST" };

describe("createRetryingFetch", () => {
  it.each<[string, Planned[], string, RequestInit, number, number[]]>([
    ["takes an answer as it is", [200], reading, {}, 200, []],
    ["takes a refusal as it is", [404], reading, {}, 404, []],
    ["waits longer each time", [500, 502, 503, 200], reading, {}, 200, [500, 1000, 2000]],
    ["gives the last answer back", [500, 500, 500, 503], reading, {}, 503, [500, 1000, 2000]],
    ["goes on after a lost connection", ["lost", 200], reading, {}, 200, [500]],
    ["keeps the pause that is asked for", [[429, "7"], 200], reading, {}, 200, [7000]],
    ["keeps a pause until a date", [[503, "Wed, 06 May 2026 07:08:20 GMT"], 200], reading, {}, 200, [20_000]],
    [
      "takes a date that has passed as none",
      [[429, "Wed, 06 May 2026 07:00:00 GMT"], 200],
      reading,
      {},
      200,
      [0],
    ],
    ["makes its own pause when the Hub's is no pause", [[429, "soon"], 200], reading, {}, 200, [500]],
    ["sends an upload again", [503, 200], `${hub}/lfs/object`, { method: "PUT" }, 200, [500]],
    ["sends a commit again that was refused unseen", [[429, "1"], 200], committing, post, 200, [1000]],
    ["never sends a commit again that may have taken place", [500], committing, post, 500, []],
    ["reads commits again", [500, 200], `${hub}/api/datasets/o/n/commits/main`, {}, 200, [500]],
  ])("%s", async (_, plan, url, init, status, waits) => {
    expect(await send(plan, url, init)).toMatchObject({ outcome: status, waits, asked: plan.length });
  });

  it("never sends a commit again whose answer was lost", async () => {
    expect(await send(["lost"], committing, post)).toMatchObject({
      outcome: new TypeError("fetch failed"),
      asked: 1,
    });
  });

  it("tells of every wait, and why", async () => {
    expect((await send([[429, "20"], "lost", 200], reading)).told).toEqual([
      "the Hub answered 429: /api/datasets/o/n/refs after 20000 ms",
      "the connection was lost: /api/datasets/o/n/refs after 1000 ms",
    ]);
  });

  it("parks when the pause is too long", async () => {
    const { outcome } = await send([[429, "3600"]], reading);
    expect(outcome).toBeInstanceOf(ParkError);
    expect(String(outcome)).toMatch(/asks to wait 60 minutes before \/api\/datasets\/o\/n\/refs/);
  });

  it("stops with the signal's reason", async () => {
    const stop = new StopError("SIGINT");
    expect(await send(["lost"], reading, {}, AbortSignal.abort(stop))).toMatchObject({
      outcome: stop,
      asked: 1,
    });
  });
});

it.each([
  [null, null],
  ["0", 0],
  ["1.5", 1500],
  ["-1", null],
  ["", null],
])("Retry-After %j asks for %s ms", (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});

describe("checkRepoName", () => {
  it.each(["o/n", "my-org/my.set_1", "A/B"])("takes %s", (name) => {
    expect(checkRepoName(name)).toBe(name);
  });

  it.each([
    "",
    "n",
    "o/",
    "/n",
    "o/n/m",
    "o/-n",
    "o/a..b",
    "o/a--b",
    "o/n.git",
    "o/n@v1",
    `o/${"n".repeat(97)}`,
  ])("refuses %j", (name) => {
    expect(() => checkRepoName(name)).toThrow(/cannot name a repository: .*Write OWNER\/NAME/);
  });
});
