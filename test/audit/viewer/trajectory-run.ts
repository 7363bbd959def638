import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { keepSnapshot } from "../../../pipeline/agent/snapshot.ts";
import type { Score } from "../../../pipeline/contracts/generated/score.ts";
import { blobRefOf } from "../../../pipeline/run/blob-pack.ts";
import type { EventStore } from "../../../pipeline/run/event-store.ts";
import { toJsonLines } from "../../../pipeline/run/json-lines.ts";
import { RunPaths, storeFiles } from "../../../pipeline/run/run-paths.ts";
import type { TrajectoryEvent, TrajectoryNode } from "../../../pipeline/run/trajectory.ts";
import { openTrajectoryStore } from "../../../pipeline/run/trajectory-store.ts";
import { manifest as packageJson } from "../../site/site-files.ts";
import { buildInstruction } from "../../support/memory-run.ts";
import { buildNode, score } from "../../support/node-builder.ts";
import { PaintedPage } from "../../support/painted-page.ts";

/** Marks every way in which text could become a script; a test looks for its name on the page's window. */
export const hostile = `<script>window.ran=1</script><img src=x onerror="window.ran=1"><a href="javascript:window.ran=1">x</a>`;

/** Trajectories of the run, by what they are for. */
export const trajectories = {
  /** Steps 0 1 2, back to 0, steps 3 4 5; 4 is chosen. */
  tree: "shop.0.tree",
  /** Another sample: a huge reply, binary files, a screenshot that is not in the pack, a judge that failed. */
  odd: "shop.1.odd",
  /** Not sealed. */
  recorded: "news.0.recorded",
  /** Its journal's last line is broken. */
  damaged: "news.1.damaged",
};

const shopInstruction = `Please implement a shop for bicycles ${hostile} with a list and a cart. Use ivory for the page background and navy for the components.`;
const news = buildInstruction("news", {
  instruction: "Please implement a news site.",
  application_type: "News",
});
const shop = buildInstruction("shop", { instruction: shopInstruction, application_type: "Shop" });

/** A site that needs no package: its server prints where it listens, and answers with a page that has a button. */
const server = `import { createServer } from "node:http";
const page = "<!doctype html><title>Bicycles</title><h1>Bicycles</h1><button onclick=\\"this.textContent='Bought'\\">Buy</button>";
const server = createServer((request, response) => {
  response.setHeader("content-type", "text/html");
  response.end(page);
});
server.listen(3000, () => console.log("http://localhost:3000/"));
`;

const firstFiles: Record<string, string | Uint8Array> = {
  "package.json": packageJson({ type: "module", scripts: { dev: "node server.js" } }),
  "server.js": server,
  "src/App.jsx": `export default function App() {\n  const title = "Bicycles";\n  return <h1>{title}</h1>;\n}\n`,
  "src/old.css": "h1 { color: navy; }\n",
};
const brokenFiles = {
  ...without(firstFiles, "src/old.css"),
  "src/App.jsx": `export default function App() {\n  const title = "Broken";\n  return <h1>{title}</h1>;\n}\n`,
  [`src/${hostile.slice(0, 60)}.js`]: "export {};\n",
  "logo.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><script>window.ran=1</script></svg>\n`,
};
const mendedFiles = {
  ...firstFiles,
  "src/App.jsx": `export default function App() {\n  const title = "Bicycles and more";\n  return <h1>{title}</h1>;\n}\n`,
};

type Store = EventStore<TrajectoryEvent>;

/** Writes a run folder with everything that a trajectory's page has to show. `gain`: added to the chosen screenshot score. */
export async function writeTreeRun(dir: string, { gain = 0 }: { gain?: number } = {}): Promise<void> {
  const paths = new RunPaths(dir);
  await mkdir(paths.trajectories, { recursive: true });
  await writeFile(paths.manifest, JSON.stringify(runManifest()));
  await writeFile(paths.instructions, toJsonLines([shop, news]));
  await writeTree(paths, gain);
  await writeOdd(paths);
  await writeShort(paths, { id: trajectories.recorded, sample: 0 });
  await writeShort(paths, { id: trajectories.damaged, sample: 1 });
  await appendFile(storeFiles(paths.trajectory(trajectories.damaged)).journal, '{"event":"step-comm');
}

async function writeTree(paths: RunPaths, gain: number): Promise<void> {
  await using store = await openStore(paths, { id: trajectories.tree, instruction: shop, sample: 0 });
  const files = [firstFiles, brokenFiles, brokenFiles, mendedFiles].map((of) => keepFiles(of, store));
  const [first = "", broken = "", , mended = ""] = files;
  const guiTest = store.keep(`Test the cart. ${hostile}`);
  await store.append({ event: "gui-test-written", text: guiTest });
  const unusable = await ask(store, {
    purpose: "step-0/screenshot-grade/1",
    answer: "I like it.",
    image: page("navy"),
  });
  const grade = await ask(store, {
    purpose: "step-0/screenshot-grade/2",
    answer: `{"analysis": "${hostile.replaceAll('"', "'")}", "grade": 4}`,
    image: page("navy"),
  });
  await commit(store, 0, {
    reply: reply("I build a shop.", firstFiles),
    files: first,
    screenshot: {
      ...score(4),
      exchange: grade,
      history: [
        { status: "judge-error", value: null, exchange: unusable },
        { status: "measured", value: 4, exchange: grade },
      ],
    },
    picture: page("navy"),
    description: `A page ${hostile} with a heading.`,
    timings: { teacherMs: 2_000, installMs: 400, startMs: 300, pageMs: 900, judgeMs: 1_100 },
  });
  await commit(store, 1, {
    reply: reply(`I break it. ${hostile}`, { "src/App.jsx": "" }),
    files: broken,
    screenshot: score(1),
    picture: page("red"),
    errorStages: ["screenshot"],
    problems: { consoleErrors: [`Uncaught ${hostile}`], failedRequests: ["GET /missing.png 404"] },
    blockedHosts: ["fonts.example.org"],
    warnings: ["src/App.jsx: no end tag"],
  });
  await commit(store, 2, {
    reply: reply("I install more.", {}),
    files: broken,
    errorStages: ["install", "format"],
    install: {
      status: "failed",
      command: "npm install",
      reason: "E404",
      log: `npm error ${hostile}`,
      durationMs: 700,
    },
    refusals: [{ path: `../${hostile.slice(0, 30)}`, reason: "it leaves the workspace" }],
  });
  await store.append({ event: "backtracked", afterStep: 2, to: 0, errorSteps: 2 });
  await store.append({ event: "step-retried", step: 3, attempt: 1, error: "the browser ended" });
  await commit(store, 3, {
    parent: 0,
    reply: reply("I mend it.", mendedFiles),
    files: mended,
    screenshot: score(5),
    picture: page("green"),
  });
  const turns = ["Click [1]", "Type [2]; [bell]", "ANSWER; [YES]"].map((action, at) => ({
    turn: at + 1,
    url: "http://localhost:3000/",
    title: `Bicycles ${hostile}`,
    elements: [{ index: 1, tag: "button", text: hostile }],
    truncated: false,
    image: store.keep(page(at === 1 ? "orange" : "green")),
    reply: `Thought: I try. ${hostile}\nAction: ${action}`,
    thought: `I try number ${at + 1}. ${hostile}`,
    action,
    result: at === 1 ? "There is no element [2]." : "done",
    ok: at !== 1,
    exchange: null,
  }));
  await commit(store, 4, {
    kind: "gui-test",
    reply: '<boltAction type="screenshot_validated"/>',
    files: mended,
    screenshot: { ...score(5), value: Math.min(5, 5 + gain) },
    gui: score(4),
    picture: page("green"),
    guiTest: { turns, answer: `YES. ${hostile}`, verdict: "yes", endedBy: "answer" },
  });
  await commit(store, 5, { kind: "finish", reply: '<boltAction type="finish"/>', files: mended });
  await store.append({ event: "trajectory-sealed", outcome: "finished", chosen: 4, reason: null });
}

async function writeOdd(paths: RunPaths): Promise<void> {
  await using store = await openStore(paths, { id: trajectories.odd, instruction: shop, sample: 1 });
  const files = keepFiles(
    { ...firstFiles, "photo.png": page("orange"), "data.bin": new Uint8Array([0xff, 0xfe, 0x00, 0x80]) },
    store,
  );
  await commit(store, 0, {
    reply: `${reply("Long.", firstFiles)}\n${"Never ending. ".repeat(380_000)}${hostile}`,
    files,
    screenshot: { ...score(null), status: "judge-error" },
    gui: { ...score(null), status: "infra-error" },
    lostPicture: blobRefOf(page("odd")),
  });
  await store.append({
    event: "trajectory-sealed",
    outcome: "failed",
    chosen: 0,
    reason: `It failed. ${hostile}`,
  });
}

async function writeShort(paths: RunPaths, { id, sample }: { id: string; sample: number }): Promise<void> {
  await using store = await openStore(paths, { id, instruction: news, sample });
  await commit(store, 0, {
    reply: reply("News.", firstFiles),
    files: keepFiles(firstFiles, store),
    screenshot: score(3),
    picture: page("navy"),
  });
}

function openStore(
  paths: RunPaths,
  { id, instruction, sample }: { id: string; instruction: typeof shop; sample: number },
): Promise<Store> {
  let ticks = 0;
  return openTrajectoryStore({
    dir: paths.trajectory(id),
    now: () => new Date(Date.UTC(2026, 0, 1) + 1_000 * ticks++),
    instruction,
    systemPrompt: `You build websites. ${hostile}`,
    opening: { trajectoryId: id, sample, configHash: "c".repeat(64), teacher: "teacher-1", label: null },
  });
}

interface PlannedStep {
  kind?: TrajectoryNode["kind"];
  parent?: number | null;
  reply: string;
  files: string;
  screenshot?: Score;
  gui?: Score;
  picture?: Uint8Array;
  /** A picture that the pack does not hold. */
  lostPicture?: string;
  errorStages?: TrajectoryNode["errorStages"];
  warnings?: string[];
  description?: string;
  guiTest?: object;
  install?: object;
  refusals?: { path: string; reason: string }[];
  problems?: { consoleErrors?: string[]; failedRequests?: string[] };
  blockedHosts?: string[];
  timings?: Record<string, number>;
}

async function commit(store: Store, step: number, plan: PlannedStep): Promise<void> {
  await ask(store, { purpose: `step-${step}/teacher`, answer: plan.reply, image: null });
  const { parent = step === 0 ? null : step - 1, errorStages = [], problems, description } = plan;
  const isFinish = plan.kind === "finish";
  const ok = {
    status: "ok",
    command: "npm run dev",
    log: "http://localhost:3000/\n",
    durationMs: 300,
    cached: false,
  };
  const report = {
    refusals: plan.refusals ?? [],
    served: {
      install: plan.install ?? { ...ok, command: "npm install", log: "up to date\n", cached: true },
      start: plan.install === undefined ? ok : { status: "skipped", reason: "The installation failed." },
    },
    problems: { consoleErrors: [], exceptions: [], failedRequests: [], dialogs: [], ...problems },
    settled: true,
    blockedHosts: plan.blockedHosts ?? [],
  };
  await store.append({
    event: "step-committed",
    node: buildNode(step, {
      parent,
      errorStages,
      kind: plan.kind ?? "code",
      isError: errorStages.length > 0,
      warnings: plan.warnings ?? [],
      screenshot: plan.screenshot ?? score(null),
      gui: plan.gui ?? score(null),
      reply: store.keep(plan.reply),
      files: plan.files,
      feedback: isFinish ? null : store.keep(`The site of step ${step} was looked at. ${hostile}`),
      siteReport: isFinish ? null : store.keepJson(report),
      screenshotImage: plan.picture === undefined ? (plan.lostPicture ?? null) : store.keep(plan.picture),
      screenshotDescription:
        description === undefined
          ? null
          : store.keepJson({
              ...{ is_error: false, error_message: "", screenshot_description: description },
              suggestions: "Larger letters.",
            }),
      guiTest: plan.guiTest === undefined ? null : store.keepJson(plan.guiTest),
      timings: plan.timings ?? {},
    }),
  });
}

/** Journals a call that answered; returns its exchange. */
async function ask(
  store: Store,
  { purpose, answer, image }: { purpose: string; answer: string; image: Uint8Array | null },
): Promise<string> {
  const role = purpose.endsWith("teacher") ? "teacher" : "vision";
  const callId = `call-${purpose.replaceAll("/", "-")}`;
  const content = [
    { kind: "text", blob: store.keep(`What do you say to ${purpose}? ${hostile}`) },
    ...(image === null ? [] : [{ kind: "png", blob: store.keep(image) }]),
  ];
  const exchange = store.keepJson({
    request: { parameters: { model: role, temperature: 0.5 }, messages: [{ role: "user", content }] },
    response: { id: "r-1", choices: [] },
    text: store.keep(answer),
    reasoning: null,
  });
  await store.append({ event: "call-intended", callId, role, purpose });
  await store.append({
    ...{ event: "call-returned", callId, role, purpose, exchange, key: callId, model: `${role}-1` },
    ...{ finishReason: "stop", costUsd: 0.0125, latencyMs: 1_250 },
    usage: { promptTokens: 1_200, completionTokens: 300, cachedTokens: 800, reasoningTokens: null },
  });
  return exchange;
}

function reply(prose: string, files: Record<string, string | Uint8Array>): string {
  const actions = Object.entries(files).map(
    ([path, text]) => `<boltAction type="file" filePath="${path}">${text}</boltAction>`,
  );
  return `${prose}\n<boltArtifact id="site" title="Site">${actions.join("\n")}</boltArtifact>`;
}

function keepFiles(files: Record<string, string | Uint8Array>, store: Store): string {
  return keepSnapshot(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])), store);
}

function without<Value>(record: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

const colors: Record<string, readonly [number, number, number]> = {
  navy: [30, 40, 120],
  red: [170, 40, 40],
  green: [30, 120, 70],
  orange: [230, 140, 30],
  odd: [90, 90, 90],
};

/** A picture of a page with a head, a heading and three cards. */
function page(color: string): Uint8Array {
  const ink = colors[color] ?? [0, 0, 0];
  const painted = new PaintedPage([255, 255, 240]).box([0, 0, 1024, 64], ink).text([40, 110, 420, 60], ink);
  for (const left of [40, 370, 700])
    painted.box([left, 220, 290, 380], ink).text([left + 20, 620, 240, 60], ink);
  return painted.png();
}

function runManifest(): object {
  const endpoint = { baseURL: "http://127.0.0.1:1/v1", model: "teacher-1" };
  return {
    schema: "run.v1",
    createdAt: "2026-01-01T00:00:00.000Z",
    configHash: "c".repeat(64),
    config: { models: { teacher: endpoint, vision: endpoint, feedback: endpoint }, record: { samples: 2 } },
    promptSet: { name: "default", hash: "d".repeat(64), prompts: {} },
    versions: {},
    label: null,
  };
}
