import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CompatSwitch, resolveCompat } from "../../pipeline/config/compat.ts";
import { textOfMessage } from "../support/message-text.ts";
import { fileAction, finishReply, pageReply, validateReply } from "../support/replies.ts";
import { runScript, type ScriptedRun, type ScriptedStep } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { trajectoryShape } from "../support/trajectory-shape.ts";

const limits = { errorLimit: 3, maxSteps: 12, errorScreenshotScore: 2 };
const projectDir = join(import.meta.dirname, "..", "..");

const shape = ({ trajectory }: ScriptedRun): string => trajectoryShape(trajectory);
const feedback = ({ trajectory, store }: ScriptedRun, step: number): string =>
  store.text(trajectory.nodes[step]?.feedback ?? "");
const page = ({ trajectory, store }: ScriptedRun): string =>
  store.text(JSON.parse(store.text(trajectory.nodes[0]?.files ?? ""))["index.html"]);
const asksFor =
  (question: string) =>
  ({ asked }: ScriptedRun): string[] =>
    asked
      .filter(({ purpose }) => purpose.includes(question))
      .map(({ messages }) => textOfMessage(messages[0]));

interface SwitchCase {
  script: ScriptedStep[];
  /** what shows the difference */
  look(run: ScriptedRun): unknown;
  off: unknown;
  on: unknown;
}

const finish: ScriptedStep = { reply: finishReply };
const good: ScriptedStep = { reply: pageReply("a"), score: 4 };

/** Seen in their own rooms: test/record, where samples are many, test/browser, test/instruction and test/emit. */
type SeenElsewhere = "guiTestPerTrajectory" | "fixedWaits" | "plainWordOverlap" | "repeatedValidation";

const cases: Record<Exclude<CompatSwitch, SeenElsewhere>, SwitchCase> = {
  errorBySubstring: {
    script: [{ ...good, installLog: "added error-monitor, 0 errors" }, finish],
    look: shape,
    off: "c4/-<start f-/-<0 => finished 0",
    on: "c4/-<start! f-/-<0 => finished 0",
  },
  unescapeAlways: {
    script: [{ reply: pageReply("<p>1 &lt; 2</p>"), score: 4 }, finish],
    look: page,
    off: "<p>1 &lt; 2</p>\n",
    on: "<p>1 < 2</p>\n",
  },
  strictReplies: {
    script: [good, { reply: "<boltAction filePath='b.html' type='file'>b</boltAction>", score: 3 }, finish],
    look: shape,
    off: "c4/-<start c3/-<0 f-/-<1 => finished 0",
    on: "c4/-<start x-/-<0! f-/-<1 => finished 0",
  },
  malformedIsCode: {
    script: [{ ...good, score: 3 }, { reply: "Looks good.", score: 4 }, finish],
    look: shape,
    off: "c3/-<start x-/-<0! f-/-<1 => finished 0",
    on: "c3/-<start c4/-<0 f-/-<1 => finished 1",
  },
  silentDroppedFiles: {
    script: [good, { reply: pageReply("b") + validateReply, score: 4 }, finish],
    look: (run) => feedback(run, 1).includes("<feedback-files-unwritten>"),
    off: true,
    on: false,
  },
  gradeWithoutInstruction: {
    script: [good, finish],
    look: (run) => asksFor("screenshot-grade")(run).map((text) => text.includes("Build it.")),
    off: [true],
    on: [false],
  },
  judgeOnce: {
    script: [{ ...good, answers: { "screenshot-grade": "A nice page." } }, finish],
    look: (run) => asksFor("screenshot-grade")(run).length,
    off: 3,
    on: 1,
  },
  silentConsole: {
    script: [{ ...good, consoleErrors: ["x is not defined"] }, finish],
    look: (run) => [
      feedback(run, 0).includes("x is not defined"),
      asksFor("screenshot-description")(run)[0]?.includes("x is not defined"),
    ],
    off: [true, true],
    on: [false, false],
  },
  unmeasuredIsZero: {
    script: [{ ...good, score: 0 }, { ...good, answers: { "screenshot-grade": "" } }, finish],
    look: shape,
    off: "c0/-<start! c-/-<0! f-/-<1 => finished 0",
    on: "c0/-<start! c-/-<0! f-/-<1 => finished 1",
  },
  forceViteConfig: {
    script: [{ reply: fileAction("vite.config.ts", "export default {};"), score: 4 }, finish],
    look: ({ served, trajectory, store }) => ({
      served: [...(served[0]?.keys() ?? [])],
      config: String(served[0]?.get("vite.config.js") ?? "").match(/react\(\)|port: \d+/g),
      added: JSON.parse(store.text(trajectory.nodes[0]?.siteReport ?? "")).served.added,
      kept: Object.keys(JSON.parse(store.text(trajectory.nodes[0]?.files ?? ""))),
    }),
    off: { served: ["vite.config.ts"], config: null, added: [], kept: ["vite.config.ts"] },
    on: {
      served: ["vite.config.ts", "vite.config.js"],
      config: ["react()", "port: 0"],
      added: ["vite.config.js"],
      kept: ["vite.config.ts"],
    },
  },
  packageJsonRequired: {
    script: [good, finish],
    look: (run) => [shape(run), feedback(run, 0).includes("There is no package.json.")],
    off: ["c4/-<start f-/-<0 => finished 0", false],
    on: ["c-/-<start! f-/-<0 => finished 0", true],
  },
  restartEachStep: {
    script: [good, { reply: validateReply, score: 4 }, finish],
    look: ({ served }) => served.map((files) => files.size),
    off: [1, 1],
    on: [0, 1, 0, 1],
  },
  firstPrintedUrl: {
    script: [{ ...good, startLog: "API on http://127.0.0.1:4000/v1\nLocal: http://localhost:5173/" }, finish],
    look: ({ trajectory, store }) => JSON.parse(store.text(trajectory.nodes[0]?.siteReport ?? "")).served.url,
    off: "http://localhost:5173/",
    on: "http://127.0.0.1:4000/",
  },
};

describe("done as published, by switch", () => {
  test.each(Object.entries(cases))("%s", async (name, { script, look, off, on }) => {
    const run = async (isOn: boolean): Promise<unknown> =>
      look(await runScript(await temporaryFolder(), script, limits, { [name]: isOn }, { judges: "models" }));
    expect([await run(false), await run(true)]).toEqual([off, on]);
  });

  test("where a server prints no address, the page that answers is the site", async () => {
    const run = await runScript(await temporaryFolder(), [good, finish], limits, { firstPrintedUrl: true });
    expect(shape(run)).toBe("c4/-<start f-/-<0 => finished 0");
  });

  test("a project's own vite.config.js is left alone", async () => {
    const script = [{ reply: fileAction("vite.config.js", "export default {};"), score: 4 }, finish];
    const { served } = await runScript(await temporaryFolder(), script, limits, { forceViteConfig: true });
    expect(String(served[0]?.get("vite.config.js"))).toBe("export default {};\n");
  });
});

test('"published" turns every switch on, and none is on by itself', () => {
  expect(new Set(Object.values(resolveCompat("published")))).toEqual(new Set([true]));
  expect(new Set(Object.values(resolveCompat(undefined)))).toEqual(new Set([false]));
  expect(resolveCompat({ judgeOnce: true })).toEqual({ ...resolveCompat(undefined), judgeOnce: true });
});

test("the page on compatibility lists every switch, and no other", async () => {
  const text = await readFile(join(projectDir, "docs/compatibility.md"), "utf8");
  const table = /## With a switch\n([\s\S]*?)\n## /.exec(text)?.[1] ?? "";
  const listed = Array.from(table.matchAll(/^\| `(\w+)`/gm), ([, name]) => name);
  expect(listed.toSorted()).toEqual(Object.keys(resolveCompat("published")).sort());
});
