import { expect, test } from "vitest";
import { createRandom } from "../../pipeline/random/random.ts";
import { readLedger } from "../../pipeline/run/ledger.ts";
import { type Answer, chunk } from "../support/chat-server.ts";
import { askTeacher, setUpModels } from "../support/model-setup.ts";

const faultsPerSchedule = 200;
const callsPerSchedule = 150;

/** Faults that pass. A stall costs a second of waiting, so there are few of them. */
const quickFaults: Answer[] = [
  { status: 500, body: "{}" },
  { status: 502, body: "<html>Bad gateway</html>" },
  { status: 503, body: "{}", headers: { "retry-after-ms": "3" } },
  { status: 429, body: "{}", headers: { "retry-after-ms": "5" } },
  { status: 429, body: `{"error":{"message":"slow down"}}`, headers: { "retry-after": "0.01" } },
  { status: 200, body: "<!doctype html><p>Welcome</p>" },
  { status: 200, body: `{"choices":[]}` },
  { status: 200, body: `{"choices":[{"message":` },
  { events: [chunk({ content: "half" })], ends: true },
  { events: [chunk({ content: "half" }), '{"error":{"message":"overloaded"}}'], ends: true },
  "reset",
  "reset-body",
];
const slowFaults: Answer[] = [
  "stall-headers",
  "stall-body",
  { events: [chunk({ content: "half" })], ends: false },
];

/** So many faults, shuffled among so many answers, each answer with tokens of its own. */
function schedule(seed: number): Answer[] {
  const random = createRandom(seed);
  const faults = Array.from({ length: faultsPerSchedule }, (_, index) =>
    random.pick(index < 3 ? slowFaults : quickFaults),
  );
  const answers = Array.from({ length: callsPerSchedule }, (_, index) => ({
    text: `answer ${index}`,
    usage: { prompt_tokens: random.below(5000), completion_tokens: random.below(5000) },
  }));
  return random.shuffle<Answer>([...faults, ...answers]);
}

test.each([1, 2, 3])(
  "schedule %i: after 200 faults every call is answered once, and the ledger is what the server saw",
  {
    timeout: 180_000,
  },
  async (seed) => {
    const plan = schedule(seed);
    const { port, server, ledger, store, budget, dir, close } = await setUpModels(plan, {
      endpoint: { concurrency: 16, timeoutMs: 3_000, idleTimeoutMs: 1_500 },
      // with more faults than answers one call may meet many; none is given up here
      patience: { roundsBeforeFirstAnswer: 1_000 },
    });
    const replies = new Map<string, string>();
    const answerEach = async (purpose: string): Promise<void> => {
      // a call that used up its attempts is begun again by whoever asked, as a step is
      for (;;) {
        const reply = await askTeacher(port, purpose).catch((error: unknown) => {
          expect(String(error)).toMatch(/^InfrastructureError: .* failed 5 times/);
          return null;
        });
        if (reply === null) continue;
        replies.set(purpose, reply.text);
        return;
      }
    };
    await Promise.all(Array.from({ length: callsPerSchedule }, (_, index) => answerEach(`p${index}`)));

    expect(new Set(replies.values()).size).toBe(callsPerSchedule);
    const seen = server.requests.map(({ headers, answer }) => {
      const usage = answer !== undefined && Object(answer).usage;
      return [headers["x-client-request-id"], usage ? [usage.prompt_tokens, usage.completion_tokens] : null];
    });
    const entered = (await readLedger(`${dir}/ledger.jsonl`)).map(({ callId, usage }) => [
      callId,
      usage === null ? null : [usage.promptTokens, usage.completionTokens],
    ]);
    const byId = (a: unknown[], b: unknown[]): number => String(a[0]).localeCompare(String(b[0]));
    expect(entered.sort(byId)).toEqual(seen.sort(byId));
    expect(entered).toHaveLength(ledger.entries.length);

    const tokens = plan.reduce((sum, answer) => {
      const { prompt_tokens = 0, completion_tokens = 0 } = Object(Object(answer).usage);
      return sum + prompt_tokens + completion_tokens;
    }, 0);
    expect(budget.spentTokens).toBe(tokens);
    expect(budget.held).toEqual({ usd: 0, tokens: 0 });

    const intended = store.events.filter(({ event }) => event === "call-intended").length;
    const ended = store.events.filter(
      ({ event }) => event === "call-returned" || event === "call-failed",
    ).length;
    expect([intended, ended]).toEqual([server.requests.length, server.requests.length]);
    await close();
  },
);
