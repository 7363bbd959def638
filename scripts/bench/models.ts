import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, request } from "undici";
import { resolveSettings } from "../../pipeline/config/settings.ts";
import type { Endpoint } from "../../pipeline/contracts/generated/config.ts";
import { checkContract } from "../../pipeline/contracts/validators.ts";
import { Budget } from "../../pipeline/model/budget.ts";
import { ModelClient } from "../../pipeline/model/model-client.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import { EventStore } from "../../pipeline/run/event-store.ts";
import { Ledger } from "../../pipeline/run/ledger.ts";

/**
 * What the model layer costs: milliseconds a call above a bare request, memory of long streams, and how much of a
 * provider's rate it uses. The server is a process of its own and answers at once.
 */
const inFlight = 64;
const pairs = 7;
const callsPerRound = 512;
const prompt = "x".repeat(8_000);
const reply = "y".repeat(4_000);

async function serve(): Promise<void> {
  let perSecond = Number.POSITIVE_INFINITY;
  let left = 0;
  let second = 0;
  const usage = { prompt_tokens: 2000, completion_tokens: 1000 };
  const server = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (part: Buffer) => {
      body += part.toString();
    });
    incoming.on("end", () => {
      const now = Math.floor(performance.now() / 1000);
      if (now !== second) [second, left] = [now, perSecond];
      if (left-- < 1) {
        response.writeHead(429, { "retry-after": "1" }).end("{}");
        return;
      }
      if (!JSON.parse(body).stream) {
        const message = { role: "assistant", content: reply };
        response.writeHead(200, { "content-type": "application/json" });
        response.end(
          JSON.stringify({ model: "m", choices: [{ index: 0, finish_reason: "stop", message }], usage }),
        );
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      const event = (choices: object[], more: object = {}): string =>
        `data: ${JSON.stringify({ id: "c", model: "m", choices, ...more })}\n\n`;
      const piece = event([{ index: 0, delta: { content: "text" }, finish_reason: null }]).repeat(250);
      for (let at = 0; at < 100_000; at += 1000) response.write(piece);
      response.write(event([{ index: 0, delta: {}, finish_reason: "stop" }]));
      response.end(`${event([], { usage })}data: [DONE]\n\n`);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.on("message", (limit: number) => {
    [perSecond, left] = [limit, limit];
  });
}

async function measure(): Promise<void> {
  const server = fork(import.meta.filename, ["serve"], { execArgv: [] });
  const [port] = await once(server, "message");
  const baseURL = `http://127.0.0.1:${port}/v1`;
  server.send(Number.MAX_SAFE_INTEGER);
  try {
    await measureOverhead(baseURL);
    await measureStreams(baseURL);
    await measureThroughput(baseURL, server, 50);
  } finally {
    server.kill();
  }
}

interface Models extends AsyncDisposable {
  /** A port with a journal of its own, as every trajectory has one. */
  open(name: string): Promise<{ port: ModelPort } & AsyncDisposable>;
}

async function openModels(baseURL: string, options: Partial<Endpoint>): Promise<Models> {
  const dir = await mkdtemp(join(tmpdir(), "bench-models-"));
  const endpoint = { baseURL, model: "m", concurrency: inFlight, ...options };
  const settings = resolveSettings(
    { run: dir, models: { teacher: endpoint, vision: endpoint, feedback: endpoint } },
    2,
  );
  const ledger = await Ledger.open(join(dir, "ledger.jsonl"));
  const now = (): Date => new Date();
  const client = new ModelClient({
    settings,
    ledger,
    now,
    apiKeyOf: () => "none",
    rehearsalURL: () => baseURL,
    budget: new Budget({ maxUsd: null, maxTokens: null }, { usd: 0, tokens: 0 }),
  });
  return {
    async open(name) {
      const parse = (event: Record<string, unknown>) => checkContract("call-event", event);
      const store = await EventStore.open({ dir: join(dir, name), parse, now });
      const { signal } = new AbortController();
      const port = client.bind({ store, stage: "record", trajectoryId: name, sampleKey: name, signal });
      return { port, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const ask = (port: ModelPort, purpose: string, text = prompt) =>
  port.ask({ role: "teacher", purpose, messages: [{ role: "user", content: text }] });

/** Milliseconds a call, 64 of them under way at any time. */
async function perCall(
  calls: number,
  call: (lane: number, index: number) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  const lane = async (at: number): Promise<void> => {
    for (let index = at; index < calls; index += inFlight) await call(at, index);
  };
  await Promise.all(Array.from({ length: inFlight }, (_, at) => lane(at)));
  return (performance.now() - started) / calls;
}

async function measureOverhead(baseURL: string): Promise<void> {
  const dispatcher = new Agent();
  const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: prompt }] });
  const bare = async (): Promise<unknown> => {
    const headers = { "content-type": "application/json", authorization: "Bearer none" };
    const response = await request(`${baseURL}/chat/completions`, {
      method: "POST",
      headers,
      body,
      dispatcher,
    });
    return await response.body.json();
  };
  await using models = await openModels(baseURL, { stream: false });
  const lanes = await Promise.all(Array.from({ length: inFlight }, (_, at) => models.open(`lane-${at}`)));
  console.log(`Milliseconds a call, ${inFlight} in flight, ${callsPerRound} calls a round`);
  console.log("round  bare   layer  difference  ratio");
  const differences: number[] = [];
  for (let round = 0; round <= pairs; round++) {
    const without = await perCall(callsPerRound, bare);
    const within = await perCall(callsPerRound, (lane, index) => {
      const opened = lanes[lane];
      if (opened === undefined) throw new Error("no such lane");
      return ask(opened.port, `round-${round}/${index}`);
    });
    // the first round compiles
    if (round === 0) continue;
    differences.push(within - without);
    const figures = [without, within, within - without, within / without].map((ms) =>
      ms.toFixed(2).padStart(6),
    );
    console.log(`${String(round).padStart(5)} ${figures.join(" ")}`);
  }
  differences.sort((a, b) => a - b);
  console.log(
    `median difference ${differences[Math.floor(differences.length / 2)]?.toFixed(2)} ms a call (aim: under 5)\n`,
  );
  for (const lane of lanes) await lane[Symbol.asyncDispose]();
  await dispatcher.close();
}

async function measureStreams(baseURL: string): Promise<void> {
  await using models = await openModels(baseURL, { stream: true });
  const lanes = await Promise.all(Array.from({ length: inFlight }, (_, at) => models.open(`stream-${at}`)));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const started = performance.now();
  const replies = await Promise.all(lanes.map(({ port }) => ask(port, "long")));
  clearInterval(watch);
  most = Math.max(most, process.memoryUsage().rss);
  if (replies.some(({ text }) => text.length !== 100_000)) throw new Error("a stream was cut");
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const megabytes = (most - before) / 1e6;
  console.log(
    `${inFlight} streams of 100 KB at once: ${megabytes.toFixed(0)} MB more at most, ${seconds} s (aim: under 200 MB)\n`,
  );
  for (const lane of lanes) await lane[Symbol.asyncDispose]();
}

async function measureThroughput(baseURL: string, server: ChildProcess, perSecond: number): Promise<void> {
  server.send(perSecond);
  await using models = await openModels(baseURL, { stream: false });
  const lanes = await Promise.all(Array.from({ length: inFlight }, (_, at) => models.open(`lane-${at}`)));
  const started = performance.now();
  const answeredAt: number[] = [];
  let asked = 0;
  const work = async ({ port }: { port: ModelPort }): Promise<void> => {
    while (performance.now() - started < 60_000) {
      await ask(port, `p${asked++}`, "hello");
      answeredAt.push(performance.now() - started);
    }
  };
  await Promise.all(lanes.map(work));
  for (const lane of lanes) await lane[Symbol.asyncDispose]();
  const inMinute = answeredAt.filter((at) => at < 60_000).length;
  const lastHalf = answeredAt.filter((at) => at >= 30_000 && at < 60_000).length;
  const share = (calls: number, seconds: number): string =>
    `${((calls / seconds / perSecond) * 100).toFixed(1)} %`;
  console.log(
    `A server that lets ${perSecond} calls a second through: ${share(inMinute, 60)} of them used in a minute, ${share(lastHalf, 30)} in its second half (aim: 90 %); ${asked - answeredAt.length} of ${asked} calls dropped`,
  );
}

if (process.argv[2] === "serve") await serve();
else await measure();
