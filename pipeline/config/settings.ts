import type { Config, Endpoint, Quotas } from "../contracts/generated/config.ts";
import { type ContaminationThresholds, publishedThresholds } from "../instruction/contamination-index.ts";
import { publishedCosine } from "../instruction/embedding-index.ts";
import type { ModelRole } from "../model/model-port.ts";
import type { SandboxName } from "../site/sandbox/sandbox.ts";
import { type Compat, resolveCompat } from "./compat.ts";

export type { Config, Endpoint, Quotas };

/** The configuration with every default filled in. Frozen: nothing changes it after it was loaded. */
export interface Settings {
  /** Run folder, as given. */
  run: string;
  seed: number;
  /** The endpoint that answers for each role, fall-backs applied; null for a role that has none. */
  models: Record<Exclude<ModelRole, "embedding">, Endpoint> & { embedding: Endpoint | null };
  prompts: string;
  synthesize: {
    count: number;
    applicationTypes: string[] | null;
    /** Test sets, as files or Hub addresses. */
    decontaminate: string[];
    thresholds: ContaminationThresholds & { cosine: number };
    testCases: boolean;
    evolve: number;
    quotas: Quotas;
  };
  record: {
    samples: number;
    maxSteps: number;
    errorLimit: number;
    guiMaxTurns: number;
    errorScreenshotScore: number;
    concurrency: number;
  };
  site: {
    browserPath: string | null;
    slots: number;
    browserMaxPages: number;
    installTimeoutMs: number;
    startTimeoutMs: number;
    cache: string;
    /** as parseSize reads it */
    cacheMaxSize: string;
    /** null for the platform's own */
    sandbox: SandboxName | null;
  };
  compat: Compat;
  recipe: string;
  budget: { maxUsd: number | null; maxTokens: number | null };
}

/** Fills the defaults in. `cores` sets how many sites are served at once. */
export function resolveSettings(config: Config, cores: number): Settings {
  const { teacher, vision, feedback } = config.models;
  return deepFreeze({
    run: config.run,
    seed: config.seed ?? 1,
    models: {
      teacher,
      vision,
      feedback,
      gui: config.models.gui ?? vision,
      synthesis: config.models.synthesis ?? feedback,
      embedding: config.models.embedding ?? null,
    },
    prompts: config.prompts ?? "default",
    synthesize: {
      count: config.synthesize?.count ?? 10,
      applicationTypes: config.synthesize?.applicationTypes ?? null,
      decontaminate: config.synthesize?.decontaminate ?? [],
      thresholds: { ...publishedThresholds, cosine: publishedCosine, ...config.synthesize?.thresholds },
      testCases: config.synthesize?.testCases ?? false,
      evolve: config.synthesize?.evolve ?? 0,
      quotas: config.synthesize?.quotas ?? {},
    },
    record: {
      samples: config.record?.samples ?? 1,
      maxSteps: config.record?.maxSteps ?? 20,
      errorLimit: config.record?.errorLimit ?? 5,
      guiMaxTurns: config.record?.guiMaxTurns ?? 15,
      errorScreenshotScore: config.record?.errorScreenshotScore ?? 2,
      concurrency: config.record?.concurrency ?? 8,
    },
    site: {
      browserPath: config.site?.browserPath ?? null,
      slots: config.site?.slots ?? cores + 1,
      browserMaxPages: config.site?.browserMaxPages ?? 300,
      installTimeoutMs: config.site?.installTimeoutMs ?? 180_000,
      startTimeoutMs: config.site?.startTimeoutMs ?? 30_000,
      cache: config.site?.cache ?? "data/cache",
      cacheMaxSize: config.site?.cacheMaxSize ?? "20 GB",
      sandbox: config.site?.sandbox ?? null,
    },
    compat: resolveCompat(config.compat),
    recipe: config.recipe ?? "webgen-agent_train_sft",
    budget: { maxUsd: config.budget?.maxUsd ?? null, maxTokens: config.budget?.maxTokens ?? null },
  });
}

/** Whether any model behind the run is a built-in rehearsal model. */
export function usesRehearsal(settings: Settings): boolean {
  return Object.values(settings.models).some((endpoint) => endpoint?.baseURL === "rehearsal");
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
