import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Config, resolveSettings } from "../../pipeline/config/settings.ts";
import type { Endpoint } from "../../pipeline/contracts/generated/config.ts";
import { Budget } from "../../pipeline/model/budget.ts";
import type { Patience } from "../../pipeline/model/endpoint-health.ts";
import { ModelClient, type Replay } from "../../pipeline/model/model-client.ts";
import type { EmbeddingPort, ModelPort, ModelReply } from "../../pipeline/model/model-port.ts";
import { EventStore } from "../../pipeline/run/event-store.ts";
import { Ledger, spendOf } from "../../pipeline/run/ledger.ts";
import type { TrajectoryEvent } from "../../pipeline/run/trajectory.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";
import { type Answer, type ChatServer, startChatServer } from "./chat-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The API key of every set-up; no file, error or message may ever hold it. */
export const canaryKey = "sk-canary-5f1c-do-not-keep";

/** Back-offs of milliseconds, and no outage that a test would have to sit out. */
export const quickPatience: Patience = {
  firstBackoffMs: 2,
  longestBackoffMs: 8,
  roundsBeforeFirstAnswer: 5,
  longestOutageMs: 600_000,
};

export interface ModelSetup {
  port: ModelPort & EmbeddingPort;
  client: ModelClient;
  ledger: Ledger;
  budget: Budget;
  store: EventStore<TrajectoryEvent>;
  dir: string;
  stop: AbortController;
  /** Closes what is open, so that the folder can be opened again. */
  close(): Promise<void>;
}

export interface ModelSetupOptions {
  /** Of every role, on top of the server's address and a price of $1 and $10 per million. */
  endpoint?: Partial<Endpoint>;
  models?: Partial<Config["models"]>;
  limits?: { maxUsd?: number; maxTokens?: number };
  /** Where journal and ledger are; a new folder when not given. */
  dir?: string;
  sampleKey?: string;
  trajectoryId?: string;
  patience?: Partial<Patience>;
  replay?: Replay;
}

/** The models of a run whose endpoints are all at one address, with everything behind them real. */
export async function connectModels(baseURL: string, options: ModelSetupOptions = {}): Promise<ModelSetup> {
  const dir = options.dir ?? (await temporaryFolder());
  const endpoint: Endpoint = {
    baseURL,
    model: "m",
    apiKeyEnv: "MODEL_KEY",
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 10 },
    ...options.endpoint,
  };
  const settings = resolveSettings(
    {
      run: dir,
      models: {
        teacher: endpoint,
        vision: endpoint,
        feedback: endpoint,
        embedding: endpoint,
        ...options.models,
      },
    },
    2,
  );
  const now = () => new Date("2026-01-01T00:00:00Z");
  const ledger = await Ledger.open(join(dir, "ledger.jsonl"));
  const store = await EventStore.open<TrajectoryEvent>({ dir, parse: parseTrajectoryEvent, now });
  const { maxUsd = null, maxTokens = null } = options.limits ?? {};
  const budget = new Budget({ maxUsd, maxTokens }, spendOf(ledger.entries));
  const client = new ModelClient({
    settings,
    apiKeyOf: () => canaryKey,
    rehearsalURL: () => baseURL,
    ledger,
    budget,
    now,
    patience: { ...quickPatience, ...options.patience },
    replay: options.replay ?? null,
  });
  const stop = new AbortController();
  const port = client.bind({
    store,
    stage: "record",
    trajectoryId: options.trajectoryId ?? "t1",
    sampleKey: options.sampleKey ?? "i/0",
    signal: stop.signal,
  });
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closed ??= (async () => {
      await client[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
    })();
    return closed;
  };
  onTestFinished(close);
  return { port, client, ledger, budget, store, dir, stop, close };
}

/** The same, with a server that answers by plan. */
export async function setUpModels(
  answers: readonly Answer[] | Parameters<typeof startChatServer>[0],
  options: ModelSetupOptions = {},
): Promise<ModelSetup & { server: ChatServer }> {
  const server = await startChatServer(typeof answers === "function" ? answers : (index) => answers[index]);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, ...(await connectModels(server.baseURL, options)) };
}

/** A call of the teacher. */
export function askTeacher(port: ModelPort, purpose = "step-0/teacher", text = "hello"): Promise<ModelReply> {
  return port.ask({ role: "teacher", purpose, messages: [{ role: "user", content: text }] });
}
