import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import type { Trajectory } from "../../pipeline/run/trajectory.ts";
import { runScript, type ScriptedStep } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const code = (content: string): string =>
  `<boltAction type="file" filePath="index.html">\n${content}\n</boltAction>`;
const validate = '<boltAction type="screenshot_validated"/>';
const finish = '<boltAction type="finish"/>';

/** One token a node: kind, scores, parent, `!` for an error step. */
function shape({ nodes, sealed }: Trajectory): string {
  const tokens = nodes.map((node) => {
    const kind = { code: "c", "gui-test": "g", finish: "f", malformed: "x" }[node.kind];
    return `${kind}${node.screenshot.value ?? "-"}/${node.gui.value ?? "-"}<${node.parent ?? "start"}${node.isError ? "!" : ""}`;
  });
  return `${tokens.join(" ")} => ${sealed?.outcome} ${sealed?.chosen}`;
}

const failing = (count: number): ScriptedStep[] =>
  Array.from({ length: count }, (_, index) => ({ reply: code(`bad ${index}`), score: 1 }));

describe("a trajectory", () => {
  const cases: [name: string, script: ScriptedStep[], expected: string][] = [
    [
      "code, GUI test, finish",
      [{ reply: code("a"), score: 4 }, { reply: validate, score: 5 }, { reply: finish }],
      "c4/-<start g4/5<0 f-/-<1 => finished 1",
    ],
    [
      "a new code step resets the GUI score",
      [
        { reply: code("a"), score: 4 },
        { reply: validate, score: 2 },
        { reply: code("b"), score: 3 },
        { reply: finish },
      ],
      "c4/-<start g4/2<0 c3/-<1 f-/-<2 => finished 1",
    ],
    [
      "a failed installation is an error step without a screenshot",
      [{ reply: code("a"), install: "failed" }, { reply: code("b"), score: 3 }, { reply: finish }],
      "c-/-<start! c3/-<0 f-/-<1 => finished 1",
    ],
    [
      "a failed start likewise",
      [{ reply: code("a"), start: "failed" }, { reply: finish }],
      "c-/-<start! f-/-<0 => finished 0",
    ],
    [
      "an error seen on the screenshot makes an error step whatever its score",
      [{ reply: code("a"), score: 4, isError: true }, { reply: finish }],
      "c4/-<start! f-/-<0 => finished 0",
    ],
    [
      "an unreadable judge makes an error step with no score",
      [{ reply: code("a"), score: null }, { reply: finish }],
      "c-/-<start! f-/-<0 => finished 0",
    ],
    [
      "an unreadable GUI grade",
      [{ reply: code("a"), score: 4 }, { reply: validate, score: null }, { reply: finish }],
      "c4/-<start g4/-<0! f-/-<1 => finished 0",
    ],
    [
      "validating before there is a site",
      [{ reply: validate }, { reply: code("a"), score: 3 }, { reply: finish }],
      "g-/-<start! c3/-<0 f-/-<1 => finished 1",
    ],
    [
      "prose is answered and counted",
      [{ reply: "Sure!" }, { reply: code("a"), score: 3 }, { reply: finish }],
      "x-/-<start! c3/-<0 f-/-<1 => finished 1",
    ],
    [
      "three errors go back to the best valid step",
      [{ reply: code("a"), score: 3 }, { reply: validate, score: 4 }, ...failing(3), { reply: finish }],
      "c3/-<start g3/4<0 c1/-<1! c1/-<2! c1/-<3! f-/-<1 => finished 1",
    ],
    [
      "without a valid step, back to the instruction",
      [...failing(3), { reply: code("new"), score: 5 }, { reply: finish }],
      "c1/-<start! c1/-<0! c1/-<1! c5/-<start f-/-<3 => finished 3",
    ],
    [
      "the step limit ends it, the best of all is chosen",
      [{ reply: code("a"), score: 2 }, ...failing(11)],
      "c2/-<start! c1/-<0! c1/-<1! c1/-<start! c1/-<3! c1/-<4! c1/-<start! c1/-<6! c1/-<7! c1/-<start! c1/-<9! c1/-<10! => step-limit 0",
    ],
    [
      "a test instruction that is never written fails the trajectory, its best step named",
      [
        { reply: code("a"), score: 4 },
        { reply: validate, noGuiTest: true },
      ],
      "c4/-<start => failed 0",
    ],
    [
      "a breakdown of the environment begins the step again and is no error of the site",
      [{ reply: code("a"), score: 4, breakdowns: 3 }, { reply: finish }],
      "c4/-<start f-/-<0 => finished 0",
    ],
  ];
  test.each(cases)("%s", async (_, script, expected) => {
    const { trajectory } = await runScript(await temporaryFolder(), script);
    expect(shape(trajectory)).toBe(expected);
  });
});

test("the conversation after a backtrack holds the kept path alone", async () => {
  const { trajectory, store } = await runScript(await temporaryFolder(), [
    { reply: code("good"), score: 4 },
    ...failing(3),
    { reply: finish },
  ]);
  const last = trajectory.calls.filter((call) => call.role === "teacher").at(-1);
  const exchange: { request: { messages: { role: string; content: { blob: string }[] }[] } } = JSON.parse(
    store.text(last?.exchange ?? ""),
  );
  expect(exchange.request.messages.map((message) => message.role)).toEqual([
    "system",
    "user",
    "assistant",
    "user",
  ]);
  expect(store.text(exchange.request.messages[2]?.content[0]?.blob ?? "")).toContain("good");
});

test("an environment that stays broken fails the trajectory, which can be begun again", async () => {
  const dir = await temporaryFolder();
  await expect(runScript(dir, [{ reply: code("a"), breakdowns: 99 }])).rejects.toThrow(
    /Step 0 failed 6 times/,
  );
  const { trajectory, paid } = await runScript(dir, [{ reply: code("a"), score: 4 }, { reply: finish }]);
  expect(shape(trajectory)).toBe("c4/-<start f-/-<0 => finished 0");
  expect(paid).not.toContain("step-0/teacher");
});

test("cut after any event, it goes on to the same tree and pays for no answered call again", async () => {
  const script: ScriptedStep[] = [
    { reply: code("a"), score: 4 },
    { reply: validate, score: 3 },
    ...failing(3),
    { reply: code("b"), score: 5, breakdowns: 1 },
    { reply: validate, score: 5 },
    { reply: finish },
  ];
  const dir = await temporaryFolder();
  const whole = await runScript(dir, script);
  const { journal } = storeFiles(dir);
  const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
  for (let kept = 1; kept < lines.length; kept++) {
    await writeFile(journal, `${lines.slice(0, kept).join("\n")}\n`);
    const answered = lines.slice(0, kept).filter((line) => line.includes('"event":"call-returned"')).length;
    const resumed = await runScript(dir, script);
    expect(shape(resumed.trajectory), `after ${kept} events`).toBe(shape(whole.trajectory));
    expect(resumed.trajectory.nodes.map((node) => [node.reply, node.feedback, node.files])).toEqual(
      whole.trajectory.nodes.map((node) => [node.reply, node.feedback, node.files]),
    );
    expect(resumed.paid).toHaveLength(whole.paid.length - answered);
  }
});

describe("done as published, by switch", () => {
  const limits = { errorLimit: 3, maxSteps: 12, errorScreenshotScore: 2 };
  const run = async (script: ScriptedStep[], compat: Parameters<typeof runScript>[3]) => {
    const { trajectory, store } = await runScript(await temporaryFolder(), script, limits, compat);
    return {
      shape: shape(trajectory),
      feedback: store.text(trajectory.nodes[0]?.feedback ?? ""),
      files: store.text(trajectory.nodes[0]?.files ?? ""),
      store,
    };
  };

  test("errorBySubstring: the word error in a good installation's output makes an error step", async () => {
    const script: ScriptedStep[] = [
      { reply: code("a"), score: 4, installLog: "added error-monitor, 0 errors" },
      { reply: finish },
    ];
    expect((await run(script, {})).shape).toBe("c4/-<start f-/-<0 => finished 0");
    expect((await run(script, { errorBySubstring: true })).shape).toBe("c4/-<start! f-/-<0 => finished 0");
  });

  test("malformedIsCode: prose runs the step on unchanged files", async () => {
    const script: ScriptedStep[] = [
      { reply: code("a"), score: 3 },
      { reply: "Looks good.", score: 4 },
      { reply: finish },
    ];
    expect((await run(script, {})).shape).toBe("c3/-<start x-/-<0! f-/-<1 => finished 0");
    expect((await run(script, { malformedIsCode: true })).shape).toBe(
      "c3/-<start c4/-<0 f-/-<1 => finished 1",
    );
  });

  test("silentConsole: the page's console is not in the feedback", async () => {
    const script: ScriptedStep[] = [
      { reply: code("a"), score: 4, consoleErrors: ["x is not defined"] },
      { reply: finish },
    ];
    expect((await run(script, {})).feedback).toContain("x is not defined");
    expect((await run(script, { silentConsole: true })).feedback).not.toContain("x is not defined");
  });

  test("unescapeAlways: a literal entity in good code is undone", async () => {
    const script: ScriptedStep[] = [{ reply: code("<p>1 &lt; 2</p>"), score: 4 }, { reply: finish }];
    const written = async (compat: Parameters<typeof runScript>[3]): Promise<string> => {
      const { files, store } = await run(script, compat);
      return store.text(JSON.parse(files)["index.html"]);
    };
    expect(await written({})).toBe("<p>1 &lt; 2</p>\n");
    expect(await written("published")).toBe("<p>1 < 2</p>\n");
  });
});
