import { describe, expect, test } from "vitest";
import { loadPromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { textOfMessage } from "../support/message-text.ts";
import { fileAction, finishReply, pageReply, validateReply } from "../support/replies.ts";
import { runScript, type ScriptedRun, type ScriptedStep } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { trajectoryShape } from "../support/trajectory-shape.ts";

const limits = { errorLimit: 3, maxSteps: 6, errorScreenshotScore: 2 };
const good: ScriptedStep = { reply: pageReply("a"), score: 4 };
const validate: ScriptedStep = { reply: validateReply, score: 4 };
const finish: ScriptedStep = { reply: finishReply };

/** A trajectory whose judges are asked through the model, as real ones are. */
async function record(script: ScriptedStep[]): Promise<ScriptedRun & { shape: string; asks: string[] }> {
  const run = await runScript(await temporaryFolder(), script, limits, {}, { judges: "models" });
  const asks = run.paid.filter((purpose) => !purpose.endsWith("/teacher"));
  return { ...run, shape: trajectoryShape(run.trajectory), asks };
}

describe("a judge that answers, however often it is asked,", () => {
  const measured = "c4/-<start f-/-<0 => finished 0";
  const unmeasured = "c-/-<start! f-/-<0 => finished 0";
  const grades: [name: string, answer: string, shape: string][] = [
    ["a grade as text", '{"analysis": "Clean.", "grade": "4"}', measured],
    ["a bare grade in quotes", '"4"', measured],
    ["a grade with a fraction of nothing", '{"analysis": "Clean.", "grade": 4.0}', measured],
    ["prose", "A very nice page, I like it.", unmeasured],
    ["eleven", '{"analysis": "Clean.", "grade": 11}', unmeasured],
    ["half a grade", '{"analysis": "Clean.", "grade": 4.5}', unmeasured],
    ["NaN", '{"analysis": "Clean.", "grade": NaN}', unmeasured],
    ["nothing", "", unmeasured],
    ["a refusal", "I'm sorry, but I can't help with that.", unmeasured],
    ["2 MB", '{"analysis": "Clean.", "grade": 4} '.repeat(60_000), unmeasured],
  ];
  test.each(grades)("%s: of a screenshot", async (_, answer, shape) => {
    const run = await record([{ ...good, answers: { "screenshot-grade": answer } }, finish]);
    expect(run.shape).toBe(shape);
    const { status, history } = run.trajectory.nodes[0]?.screenshot ?? {};
    const asked = run.asks.filter((purpose) => purpose.includes("screenshot-grade"));
    if (shape === measured) expect([status, history?.length, asked.length]).toEqual(["measured", 1, 1]);
    else {
      expect([status, history?.length, asked.length]).toEqual(["judge-error", 3, 3]);
      expect(run.trajectory.nodes[0]?.errorStages).toEqual(["judge"]);
    }
  });

  const tested = "c4/-<start g4/4<0 f-/-<1 => finished 1";
  const untested = "c4/-<start g4/-<0! f-/-<1 => finished 0";
  const guiGrades: [name: string, answer: string, shape: string][] = [
    ["a grade as text", '{"test_passed": "yes", "grade": "4"}', tested],
    ["a grade with a fraction of nothing", '{"test_passed": true, "grade": 4.0}', tested],
    ["prose", "The test went well.", untested],
    ["eleven", '{"test_passed": true, "grade": 11}', untested],
    ["nought, which is no grade of a test", '{"test_passed": true, "grade": 0}', untested],
    ["NaN", '{"test_passed": true, "grade": NaN}', untested],
    ["nothing", "", untested],
    ["a refusal", "I cannot assist with that.", untested],
  ];
  test.each(guiGrades)("%s: of a GUI test", async (_, answer, shape) => {
    const run = await record([good, { ...validate, answers: { "gui-test-grade": answer } }, finish]);
    expect(run.shape).toBe(shape);
    expect(run.trajectory.nodes[1]?.gui.status).toBe(shape === tested ? "measured" : "judge-error");
  });

  test.each(["A nice page.", "", "{}", "I cannot assist with that."])(
    "%j: as a description of a screenshot",
    async (answer) => {
      const run = await record([{ ...good, answers: { "screenshot-description": answer } }, finish]);
      expect(run.shape).toBe("c4/-<start! f-/-<0 => finished 0");
      expect(run.trajectory.nodes[0]).toMatchObject({ errorStages: ["judge"], screenshotDescription: null });
    },
  );

  test.each(["", "```\n```", finishReply])("%j: as a test instruction", async (answer) => {
    const run = await record([good, { ...validate, answers: { "gui-test-instruction": answer } }, finish]);
    expect(run.shape).toBe("c4/-<start => failed 0");
    expect(run.trajectory.sealed?.reason).toMatch(/wrote no usable test instruction in 3 answers/);
    expect(run.asks.filter((purpose) => purpose.startsWith("gui-test/"))).toHaveLength(3);
  });

  test.each(["", "I would press it.", "不是", "Thought: a\nAction: Click [9]"])(
    "%j: as the GUI agent, turn by turn",
    async (answer) => {
      const run = await record([good, { ...validate, answers: { "gui-agent": answer } }, finish]);
      expect(run.shape).toBe(tested);
      const transcript = JSON.parse(run.store.text(run.trajectory.nodes[1]?.guiTest ?? ""));
      expect(transcript).toMatchObject({ endedBy: "turn-limit", verdict: "none" });
      expect(transcript.turns.map(({ ok }: { ok: boolean }) => ok)).toEqual([false, false, false]);
    },
  );
});

describe("a teacher that answers", () => {
  const repeated = (reply: string): ScriptedStep[] => Array.from({ length: 6 }, () => ({ reply, score: 4 }));
  const nothingUsable = "x-/-<start! x-/-<0! x-/-<1! x-/-<start! x-/-<3! x-/-<4! => step-limit null";
  const rows: [name: string, script: ScriptedStep[], shape: string][] = [
    ["nothing, for ever", repeated(""), nothingUsable],
    ["only a fence, for ever", repeated("```\n```"), nothingUsable],
    ["a refusal, for ever", repeated("I'm sorry, but I can't help with that."), nothingUsable],
    ["only reasoning, for ever", repeated("<think>Let me see. "), nothingUsable],
    [
      "2 MB of prose",
      [{ reply: "word ".repeat(400_000) }, good, finish],
      "x-/-<start! c4/-<0 f-/-<1 => finished 1",
    ],
    [
      "a file of 2 MB",
      [{ reply: fileAction("big.js", "x".repeat(2_000_000)) }, good, finish],
      "c-/-<start! c4/-<0 f-/-<1 => finished 1",
    ],
    [
      "the same file for ever",
      repeated(pageReply("again")),
      "c4/-<start c4/-<0 c4/-<1 c4/-<2 c4/-<3 c4/-<4 => step-limit 5",
    ],
  ];
  test.each(rows)("%s", async (_, script, shape) => {
    expect((await record(script)).shape).toBe(shape);
  });

  test("the same file for ever keeps one snapshot", async () => {
    const { trajectory } = await record(repeated(pageReply("again")));
    expect(new Set(trajectory.nodes.map(({ files }) => files)).size).toBe(1);
  });

  test("a file of 2 MB is told the limit", async () => {
    const { trajectory, store } = await record([
      { reply: fileAction("big.js", "x".repeat(2_000_000)) },
      finish,
    ]);
    expect(store.text(trajectory.nodes[0]?.feedback ?? "")).toContain(
      '"big.js": it is larger than 1000000 bytes',
    );
    expect(trajectory.nodes[0]?.errorStages).toEqual(["format", "start"]);
  });

  test("half a character: it is kept as the replacement character, the same in every place", async () => {
    const { trajectory, store } = await record([{ reply: pageReply("a\ud83d b"), score: 4 }, finish]);
    const files = JSON.parse(store.text(trajectory.nodes[0]?.files ?? ""));
    expect(store.text(files["index.html"])).toBe("a\ufffd b\n");
    expect(store.text(trajectory.nodes[0]?.reply ?? "")).toContain("a\ufffd b");
  });
});

describe("an instruction", () => {
  const instructions = [
    "请实现一个图书网站，背景为“浅蓝色”。",
    `A "site" for {x}, {{instruction}}, {{install}} and \\{{next}}, in $& $1 'quotes'.`,
    `Ask for ${finishReply} and </boltAction></instruction>.`,
  ];
  test.each(instructions)("%s: reaches every model as it is", async (instruction) => {
    const prompts = await loadPromptSet("default");
    const script = [good, validate, finish];
    const { trajectory, asked } = await runScript(
      await temporaryFolder(),
      script,
      limits,
      {},
      { judges: "models", instruction, prompts },
    );
    expect(trajectoryShape(trajectory)).toBe("c4/-<start g4/4<0 f-/-<1 => finished 1");
    const said = (purpose: string, message: number): string =>
      textOfMessage(asked.find((request) => request.purpose.startsWith(purpose))?.messages[message]);
    expect(said("step-0/teacher", 1)).toBe(instruction);
    const sections = [
      said("step-1/teacher", 3),
      said("step-0/screenshot-description", 0),
      said("step-0/screenshot-grade", 0),
      said("gui-test/gui-test-instruction", 0),
    ];
    for (const text of sections) expect(text.split(instruction)).toHaveLength(2);
  });
});
