import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import { fileAction, finishReply, pageReply, validateReply } from "../support/replies.ts";
import { runScript, type ScriptedStep } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { trajectoryShape } from "../support/trajectory-shape.ts";

const failing = (count: number): ScriptedStep[] =>
  Array.from({ length: count }, (_, index) => ({ reply: pageReply(`bad ${index}`), score: 1 }));

test("the conversation after a backtrack holds the kept path alone", async () => {
  const { asked } = await runScript(await temporaryFolder(), [
    { reply: pageReply("good"), score: 4 },
    ...failing(3),
    { reply: finishReply },
  ]);
  const messages = asked.findLast(({ role }) => role === "teacher")?.messages ?? [];
  expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
  expect(messages[2]?.content).toBe(pageReply("good"));
});

test("starting over is from the instruction alone, in an empty workspace", async () => {
  const { asked, served } = await runScript(await temporaryFolder(), [
    { reply: fileAction("old.html", "old"), score: 1 },
    ...failing(2),
    { reply: pageReply("new"), score: 4 },
    { reply: finishReply },
  ]);
  const restarted = asked.find(({ purpose }) => purpose === "step-3/teacher");
  expect(restarted?.messages).toEqual([
    { role: "system", content: "You build." },
    { role: "user", content: "Build it." },
  ]);
  expect(served.map((files) => [...files.keys()].sort())).toEqual([
    ["old.html"],
    ["index.html", "old.html"],
    ["index.html", "old.html"],
    ["index.html"],
  ]);
});

test("a validate mark changes no file, and the files sent with it are named to the model", async () => {
  const { trajectory, store, served } = await runScript(await temporaryFolder(), [
    { reply: pageReply("kept"), score: 4 },
    { reply: `${pageReply("lost")}${fileAction("b.js", "b")}${validateReply}`, score: 3 },
    { reply: `${pageReply("too late")}${finishReply}` },
  ]);
  const [written, tested, finished] = trajectory.nodes;
  expect([tested?.files, finished?.files]).toEqual([written?.files, written?.files]);
  expect(served.map((files) => String(files.get("index.html")))).toEqual(["kept\n", "kept\n"]);
  expect(store.text(tested?.feedback ?? "")).toContain(
    "<feedback-files-unwritten>index.html, b.js</feedback-files-unwritten>",
  );
  expect(tested?.warnings).toEqual([
    "sent together with the screenshot_validated mark and not written: index.html, b.js",
  ]);
  expect(finished?.warnings).toEqual(["sent together with the finish mark and not written: index.html"]);
  expect(store.text(finished?.reply ?? "")).toContain("too late");
});

test("an environment that stays broken fails the trajectory, which can be begun again", async () => {
  const dir = await temporaryFolder();
  await expect(runScript(dir, [{ reply: pageReply("a"), breakdowns: 99 }])).rejects.toThrow(
    /Step 0 failed 6 times/,
  );
  const { trajectory, paid } = await runScript(dir, [
    { reply: pageReply("a"), score: 4 },
    { reply: finishReply },
  ]);
  expect(trajectoryShape(trajectory)).toBe("c4/-<start f-/-<0 => finished 0");
  expect(paid).not.toContain("step-0/teacher");
});

test("cut after any event, it goes on to the same tree and pays for no answered call again", async () => {
  const script: ScriptedStep[] = [
    { reply: pageReply("a"), score: 4 },
    { reply: validateReply, score: 3 },
    ...failing(3),
    { reply: pageReply("b"), score: 5, breakdowns: 1 },
    { reply: validateReply, score: 5 },
    { reply: finishReply },
  ];
  const dir = await temporaryFolder();
  const whole = await runScript(dir, script);
  const { journal } = storeFiles(dir);
  const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
  for (let kept = 1; kept < lines.length; kept++) {
    await writeFile(journal, `${lines.slice(0, kept).join("\n")}\n`);
    const answered = lines.slice(0, kept).filter((line) => line.includes('"event":"call-returned"')).length;
    const resumed = await runScript(dir, script);
    expect(trajectoryShape(resumed.trajectory), `after ${kept} events`).toBe(
      trajectoryShape(whole.trajectory),
    );
    expect(resumed.trajectory.nodes.map((node) => [node.reply, node.feedback, node.files])).toEqual(
      whole.trajectory.nodes.map((node) => [node.reply, node.feedback, node.files]),
    );
    expect(resumed.paid).toHaveLength(whole.paid.length - answered);
  }
});
