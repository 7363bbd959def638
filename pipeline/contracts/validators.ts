import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { AtifTrajectory } from "./generated/atif-trajectory.ts";
import type { CallEvent } from "./generated/call-event.ts";
import type { Candidate } from "./generated/candidate.ts";
import type { ChatCompletionResponse } from "./generated/chat-completion.ts";
import type { ChatCompletionChunk } from "./generated/chat-completion-chunk.ts";
import type { Config } from "./generated/config.ts";
import type { DatasetManifest } from "./generated/dataset-manifest.ts";
import type { EmbeddingResponse } from "./generated/embedding-response.ts";
import type { Funnel } from "./generated/funnel.ts";
import type { Grade } from "./generated/grade.ts";
import type { Grading } from "./generated/grading.ts";
import type { GradingEvent } from "./generated/grading-event.ts";
import type { GuiReplay } from "./generated/gui-replay.ts";
import type { GuiTestGrade } from "./generated/gui-test-grade.ts";
import type { GuiTranscript } from "./generated/gui-transcript.ts";
import type { Instruction } from "./generated/instruction.ts";
import type { LedgerEntry } from "./generated/ledger-entry.ts";
import type { Proximity } from "./generated/proximity.ts";
import type { PublishedInstruction } from "./generated/published-instruction.ts";
import type { QueueState } from "./generated/queue-state.ts";
import type { Recipe } from "./generated/recipe.ts";
import type { Release } from "./generated/release.ts";
import type { Reliability } from "./generated/reliability.ts";
import type { Review } from "./generated/review.ts";
import type { RunManifest } from "./generated/run.ts";
import type { ScreenshotDescription } from "./generated/screenshot-description.ts";
import type { ScreenshotGrade } from "./generated/screenshot-grade.ts";
import type { SessionTraceLine } from "./generated/session-trace-line.ts";
import type { Taxonomy } from "./generated/taxonomy.ts";
import type { TestCases } from "./generated/test-cases.ts";
import type { TrajectoryEvent } from "./generated/trajectory-event.ts";
import type { TrajectoryMeasures } from "./generated/trajectory-measures.ts";
import type { TrajectoryOwner } from "./generated/trajectory-owner.ts";
import type { TrajectorySummary } from "./generated/trajectory-summary.ts";
import type { UnderWay } from "./generated/under-way.ts";
import type { Verdict } from "./generated/verdict.ts";

/** The records checked at the edges, by schema name. */
interface Contracts {
  "atif-trajectory": AtifTrajectory;
  "call-event": CallEvent;
  candidate: Candidate;
  "chat-completion": ChatCompletionResponse;
  "chat-completion-chunk": ChatCompletionChunk;
  config: Config;
  "dataset-manifest": DatasetManifest;
  "embedding-response": EmbeddingResponse;
  funnel: Funnel;
  grade: Grade;
  grading: Grading;
  "grading-event": GradingEvent;
  "gui-replay": GuiReplay;
  "gui-test-grade": GuiTestGrade;
  "gui-transcript": GuiTranscript;
  instruction: Instruction;
  "ledger-entry": LedgerEntry;
  proximity: Proximity;
  "published-instruction": PublishedInstruction;
  "queue-state": QueueState;
  recipe: Recipe;
  release: Release;
  reliability: Reliability;
  review: Review;
  run: RunManifest;
  "screenshot-description": ScreenshotDescription;
  "screenshot-grade": ScreenshotGrade;
  "session-trace-line": SessionTraceLine;
  taxonomy: Taxonomy;
  "test-cases": TestCases;
  "trajectory-event": TrajectoryEvent;
  "trajectory-measures": TrajectoryMeasures;
  "trajectory-summary": TrajectorySummary;
  "under-way": UnderWay;
  "trajectory-owner": TrajectoryOwner;
  verdict: Verdict;
}

export type ContractName = keyof Contracts;

const schemasDir = join(import.meta.dirname, "..", "..", "schemas");
let ajv: Ajv2020 | undefined;

function loadSchemas(): Ajv2020 {
  const instance = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    verbose: true,
    discriminator: true,
  });
  instance.addFormat("date-time", (text: string) => !Number.isNaN(Date.parse(text)));
  for (const file of readdirSync(schemasDir)) {
    if (file.endsWith(".schema.json"))
      instance.addSchema(JSON.parse(readFileSync(join(schemasDir, file), "utf8")));
  }
  return instance;
}

function validatorOf<Name extends ContractName>(name: Name): ValidateFunction<Contracts[Name]> {
  ajv ??= loadSchemas();
  const validate = ajv.getSchema<Contracts[Name]>(`${name}.v1.schema.json`);
  if (validate === undefined) throw new Error(`schemas/${name}.v1.schema.json is missing`);
  return validate as ValidateFunction<Contracts[Name]>;
}

export type ContractResult<T> = { ok: true; value: T } | { ok: false; problems: string[] };

/** Checks a parsed value against a schema. Each problem names the path, the rule and the value found. */
export function checkContract<Name extends ContractName>(
  name: Name,
  value: unknown,
): ContractResult<Contracts[Name]> {
  const validate = validatorOf(name);
  if (validate(value)) return { ok: true, value };
  return { ok: false, problems: (validate.errors ?? []).filter(isTelling).map(describeProblem) };
}

/** "must match then schema" and the like only repeat what another error says better. */
function isTelling(error: ErrorObject): boolean {
  return error.keyword !== "if";
}

function describeProblem(error: ErrorObject): string {
  const path = error.instancePath === "" ? "(top level)" : error.instancePath.slice(1).replaceAll("/", ".");
  if (error.keyword === "additionalProperties")
    return `${path}: unknown key "${error.params.additionalProperty}"`;
  if (error.keyword === "required") return `${path}: "${error.params.missingProperty}" is missing`;
  if (error.keyword === "enum") {
    return `${path}: must be one of ${JSON.stringify(error.params.allowedValues)}, found ${shorten(error.data)}`;
  }
  if (error.keyword === "discriminator") {
    const { tag, tagValue } = error.params;
    return `${path}: unknown ${tag} ${shorten(tagValue)}. Known: ${knownTags(error, String(tag)).join(", ")}`;
  }
  return `${path}: ${error.message ?? error.keyword}, found ${shorten(error.data)}`;
}

/** The tags of the variants that an unknown one could have been. */
function knownTags(error: ErrorObject, tag: string): string[] {
  const variants: { properties?: Record<string, { const?: unknown }> }[] = error.parentSchema?.oneOf ?? [];
  return variants.flatMap(({ properties }) => properties?.[tag]?.const ?? []).map(String);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
