import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect, test, vi } from "vitest";
import { realBrowser } from "../browser/real-browser.ts";
import { realSiteHost } from "../site/real-host.ts";
import { fileAction, finishReply, pageReply, validateReply } from "../support/replies.ts";
import { runScript, type ScriptedRun, type ScriptedStep } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { trajectoryShape } from "../support/trajectory-shape.ts";

// real programs on a machine that may be busy
vi.setConfig({ testTimeout: 300_000 });

/** A reply with a server of this code, started by `npm run dev`. */
function serverReply(code: string): string {
  const manifest = JSON.stringify({ private: true, scripts: { dev: "node server.mjs" } });
  return fileAction("package.json", manifest) + fileAction("server.mjs", `${imports}\n${code}`);
}

const imports = `import { createServer } from "node:http";
import { readdirSync, rmSync, writeSync } from "node:fs";
const page = (body) => createServer((q, r) => r.setHeader("content-type", "text/html").end(body));`;

const button = "<button onclick=\"this.textContent = 'pressed'\">Press</button>";

const sites: [name: string, reply: string][] = [
  ["alerts on load", pageReply('<script>alert("hello"); confirm("sure?")</script><h1>Shop</h1>')],
  ["navigates away", pageReply('<script>location.href = "https://example.com/"</script><h1>Gone</h1>')],
  [
    "never settles",
    pageReply(
      "<p></p><script>setInterval(() => { document.querySelector('p').textContent = Math.random() }, 20)</script>",
    ),
  ],
  [
    "prints a gigabyte",
    serverReply(
      `const chunk = Buffer.alloc(1 << 20, "chatter\\n"); for (let i = 0; i < 1024; i++) writeSync(1, chunk); page("<h1>Loud</h1>").listen(3000);`,
    ),
  ],
  [
    "listens on two ports",
    serverReply(
      `createServer((q, r) => r.end('{"api":true}')).listen(4000, () => { console.log("API on http://localhost:4000"); page("<h1>Page</h1>").listen(8000); });`,
    ),
  ],
  [
    "deletes its own files",
    serverReply(
      `for (const name of readdirSync(".")) if (name !== "node_modules") rmSync(name, { recursive: true }); page(${JSON.stringify(button)}).listen(3000);`,
    ),
  ],
];

interface Report {
  served: { url: string | null; start: { status: string; reason?: string; log?: string } };
  problems: { dialogs: string[]; exceptions: string[] } | null;
  blockedHosts: string[];
}

/** What the journal holds of a step's site. */
function reportOf({ trajectory, store }: ScriptedRun, name: string): Report {
  const node = trajectory.nodes[sites.findIndex(([site]) => site === name)];
  return JSON.parse(store.text(node?.siteReport ?? ""));
}

test("sites that misbehave, one after the other: each is a step of its own kind, and the agent goes on", async () => {
  const workDir = await mkdtemp(join(tmpdir(), "bad-sites-"));
  try {
    await using host = await realSiteHost(workDir);
    await using browser = await realBrowser(workDir);
    const answers = {
      "gui-agent": ["Thought: A button.\nAction: Click [0]", "Thought: It works.\nAction: ANSWER; [YES]"],
    };
    const script: ScriptedStep[] = [
      ...sites.map(([, reply]) => ({ reply, score: 3 })),
      { reply: validateReply, score: 5, answers },
      { reply: finishReply },
    ];
    const limits = { errorLimit: 9, maxSteps: 20, errorScreenshotScore: 2 };
    const run = await runScript(
      await temporaryFolder(),
      script,
      limits,
      {},
      { judges: "models", siteHost: host, browser },
    );

    expect(trajectoryShape(run.trajectory)).toBe(
      "c3/-<start c3/-<0 c3/-<1 c-/-<2! c3/-<3 c3/-<4 g3/5<5 f-/-<6 => finished 6",
    );
    for (const { screenshotImage, screenshot } of run.trajectory.nodes) {
      if (screenshot.status !== "measured") continue;
      const { width, height } = PNG.sync.read(Buffer.from(run.store.bytes(screenshotImage ?? "")));
      expect({ width, height }).toEqual({ width: 1024, height: 768 });
    }
    expect(reportOf(run, "alerts on load").problems?.dialogs).toEqual(["hello", "sure?"]);
    expect(reportOf(run, "navigates away").blockedHosts).toEqual(["example.com"]);
    const loud = reportOf(run, "prints a gigabyte").served.start;
    expect(loud).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/^The server was stopped: it .*more than/),
    });
    expect(loud.log?.length).toBeLessThan(100_000);
    expect(reportOf(run, "listens on two ports").served.url).toBe("http://localhost:8000/");

    const [last, tested] = run.trajectory.nodes.slice(-3);
    expect(Object.keys(JSON.parse(run.store.text(last?.files ?? "")))).toEqual([
      "index.html",
      "package.json",
      "server.mjs",
    ]);
    const transcript = JSON.parse(run.store.text(tested?.guiTest ?? ""));
    expect(transcript.turns).toMatchObject([
      { elements: [{ index: 0, tag: "button", text: "Press" }], action: "Click [0]", ok: true },
      { elements: [{ index: 0, tag: "button", text: "pressed" }], action: "ANSWER; [YES]", ok: true },
    ]);
    for (const { image } of transcript.turns)
      expect(PNG.sync.read(Buffer.from(run.store.bytes(image))).width).toBe(1024);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
});
