import fc from "fast-check";
import { expect, test } from "vitest";
import { readExchange } from "../../pipeline/model/call-journal.ts";
import { pathTo } from "../../pipeline/run/trajectory.ts";
import { runScript, type ScriptedStep } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file =
  '<boltArtifact id="a" title="t"><boltAction type="file" filePath="package.json">{}</boltAction></boltArtifact>';
const step: fc.Arbitrary<ScriptedStep> = fc.oneof(
  fc.record({ reply: fc.constant(file), score: fc.integer({ min: 0, max: 5 }) }),
  fc.constant({ reply: file, install: "failed" as const }),
  fc.constant({ reply: file, start: "failed" as const }),
  fc.constant({ reply: '<boltAction type="screenshot_validated"/>', score: 3 }),
  fc.constant({ reply: "I would rather talk about it." }),
);

test("every request of the teacher begins with the whole request before it on its branch, byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (script) => {
      const limits = { errorLimit: 2, maxSteps: script.length, errorScreenshotScore: 2 };
      const { trajectory, store } = await runScript(await temporaryFolder(), script, limits);
      const requests = new Map(
        trajectory.calls.flatMap(({ purpose, exchange }) => {
          const [, at] = /^step-(\d+)\/teacher$/.exec(purpose) ?? [];
          return at === undefined
            ? []
            : [[Number(at), readExchange(store, exchange).request.messages] as const];
        }),
      );
      expect(requests.size).toBe(trajectory.nodes.length);
      for (const node of trajectory.nodes) {
        const path = pathTo(trajectory.nodes, node.step);
        const own = requests.get(node.step) ?? [];
        // two messages to begin with, and two more for every step on the way
        expect(own).toHaveLength(2 * path.length);
        const before = path.at(-2);
        if (before === undefined) continue;
        const earlier = requests.get(before.step) ?? [];
        expect(own.slice(0, earlier.length)).toEqual(earlier);
        expect(own[earlier.length]?.content).toEqual([{ kind: "text", blob: before.reply }]);
      }
    }),
    { numRuns: 25, seed: 1 },
  );
}, 60_000);
