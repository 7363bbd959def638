import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Settings } from "../config/settings.ts";
import type { Endpoint } from "../contracts/generated/config.ts";
import { errorMessage, InfrastructureError, ParkError, StopError, UserError } from "../errors.ts";
import { hashOf, seedFrom, sha256Hex } from "../run/digest.ts";
import type { Ledger, LedgerEntry } from "../run/ledger.ts";
import { type AttemptResult, type ChatRequestBody, createAttempt, type SendAttempt } from "./attempt.ts";
import type { Budget } from "./budget.ts";
import { CallJournal, type CallStore } from "./call-journal.ts";
import { costOf } from "./cost.ts";
import { EndpointGate } from "./endpoint-gate.ts";
import { BadResponseError, remedyFor } from "./model-error.ts";
import type { ChatMessage, ModelPort, ModelReply, ModelRequest, ModelRole } from "./model-port.ts";
import { toWireMessages } from "./wire-format.ts";

type ChatRole = Exclude<ModelRole, "embedding">;

/** A passing fault is tried again this often before the step is given back to its caller. */
const maxRetries = 4;
const firstBackoffMs = 500;

export interface ModelClientOptions {
  settings: Settings;
  /** API key of an endpoint; throws UserError when it is named but not set. */
  apiKeyOf(endpoint: Endpoint): string;
  /** Where an endpoint whose baseURL is "rehearsal" is reached, by role. */
  rehearsalURL(role: ChatRole): string;
  ledger: Ledger;
  budget: Budget;
  now(): Date;
  /** Told of every call that was sent, when it has ended. */
  onCall?(entry: LedgerEntry): void;
}

/** What a bound port works for: part of its ledger entries, and of its seeds. */
export interface CallContext {
  store: CallStore;
  stage: LedgerEntry["stage"];
  trajectoryId: string | null;
  /** Distinguishes samples of the same instruction: part of every key and seed. */
  sampleKey: string;
  signal: AbortSignal;
}

interface Line {
  endpoint: Endpoint;
  gate: EndpointGate;
  send: SendAttempt;
}

/** The models of a run: one gate per endpoint, one ledger, one budget. */
export class ModelClient {
  readonly #options: ModelClientOptions;
  readonly #lines = new Map<ChatRole, Line>();
  readonly #gates = new Map<string, EndpointGate>();

  constructor(options: ModelClientOptions) {
    this.#options = options;
  }

  /** A port whose calls are journaled in the context's store. */
  bind(context: CallContext): ModelPort {
    const journal = new CallJournal(context.store);
    return { ask: (request) => this.#ask(request, context, journal) };
  }

  async #ask(request: ModelRequest, context: CallContext, journal: CallJournal): Promise<ModelReply> {
    if (request.role === "embedding") throw new UserError("The embedding role has no chat endpoint.");
    const line = this.#lineOf(request.role);
    const body = this.#bodyOf(request, request.role, line.endpoint, context);
    const key = keyOf(request, line.endpoint, body, context.sampleKey);
    const journaled = journal.find(key);
    if (journaled !== null) return journaled;
    return await this.#pay({ request, body, key, line, context, journal });
  }

  async #pay(call: Call): Promise<ModelReply> {
    const { line, context } = call;
    for (let failures = 0; ; ) {
      const outcome = await line.gate
        .run(() => this.#attempt(call), context.signal)
        .catch((error: unknown) => {
          if (context.signal.aborted) throw stopReason(context.signal);
          throw error;
        });
      if (outcome.ok) {
        line.gate.succeeded();
        return outcome.reply;
      }
      const remedy = remedyFor(outcome.error);
      const subject = `${call.request.role} model ${line.endpoint.model} at ${line.endpoint.baseURL}`;
      switch (remedy.action) {
        case "fatal":
          throw new UserError(
            `${subject} refused the call: ${remedy.reason}. Check models.${call.request.role} (baseURL, model, apiKeyEnv) and the account, then run the same command to go on.`,
          );
        case "park":
          throw new ParkError(
            `${subject} asks for a pause of ${Math.round(remedy.waitMs / 1000)} s (${remedy.reason}). Run the same command later to go on.`,
          );
        case "wait":
          line.gate.throttled(remedy.waitMs);
          await pause(remedy.waitMs, context.signal);
          break;
        case "retry":
          failures++;
          if (failures > maxRetries)
            throw new InfrastructureError(`${subject} failed ${failures} times: ${remedy.reason}`);
          await pause(firstBackoffMs * 2 ** (failures - 1) * (0.5 + Math.random()), context.signal);
          break;
      }
    }
  }

  /** One attempt, journaled: intent before, result after. Failures are returned, so that the journal has them first. */
  async #attempt(call: Call): Promise<{ ok: true; reply: ModelReply } | { ok: false; error: unknown }> {
    const { request, body, key, line, context, journal } = call;
    this.#options.budget.check();
    const callId = randomUUID();
    const about = { callId, key, role: request.role, purpose: request.purpose };
    await journal.append({ event: "call-intended", ...about });
    const started = performance.now();
    let result: AttemptResult;
    try {
      result = await line.send(body, context.signal);
    } catch (error) {
      const latencyMs = Math.round(performance.now() - started);
      const exchange = error instanceof BadResponseError ? journal.keepRawBody(error.body) : null;
      await journal.append({
        event: "call-failed",
        ...about,
        model: line.endpoint.model,
        error: errorMessage(error),
        exchange,
        latencyMs,
      });
      await this.#enter(call, callId, {
        outcome: "failed",
        error: errorMessage(error),
        usage: null,
        costUsd: null,
        latencyMs,
      });
      if (context.signal.aborted) throw stopReason(context.signal);
      return { ok: false, error };
    }
    const latencyMs = Math.round(performance.now() - started);
    const { text, reasoning, finishReason, usage } = result;
    const costUsd = costOf(line.endpoint, usage, result.reportedCostUsd);
    const model = result.model || line.endpoint.model;
    const exchange = journal.keepExchange(body, request.messages, result);
    await journal.append({
      event: "call-returned",
      ...about,
      model,
      exchange,
      finishReason,
      usage,
      costUsd,
      latencyMs,
    });
    await this.#enter(call, callId, { outcome: "answered", error: null, usage, costUsd, latencyMs });
    return { ok: true, reply: { text, reasoning, finishReason, usage, model, exchange } };
  }

  async #enter(
    call: Call,
    callId: string,
    result: Pick<LedgerEntry, "outcome" | "error" | "usage" | "costUsd" | "latencyMs">,
  ): Promise<void> {
    const { endpoint } = call.line;
    const entry: LedgerEntry = {
      at: this.#options.now().toISOString(),
      callId,
      role: call.request.role,
      purpose: call.request.purpose,
      trajectoryId: call.context.trajectoryId,
      stage: call.context.stage,
      baseURL: endpoint.baseURL,
      model: endpoint.model,
      ...result,
    };
    const tokens = (result.usage?.promptTokens ?? 0) + (result.usage?.completionTokens ?? 0);
    this.#options.budget.settle({ usd: result.costUsd, tokens });
    await this.#options.ledger.add(entry);
    this.#options.onCall?.(entry);
  }

  #lineOf(role: ChatRole): Line {
    const known = this.#lines.get(role);
    if (known !== undefined) return known;
    const endpoint = this.#options.settings.models[role];
    const rehearsal = endpoint.baseURL === "rehearsal";
    const baseURL = rehearsal ? this.#options.rehearsalURL(role) : endpoint.baseURL;
    const apiKey = rehearsal ? "rehearsal" : this.#options.apiKeyOf(endpoint);
    const line = {
      endpoint,
      gate: this.#gateOf(endpoint),
      send: createAttempt(endpoint, { baseURL, apiKey }),
    };
    this.#lines.set(role, line);
    return line;
  }

  /** Roles that share address, key and model share a provider's limits, and so a gate. */
  #gateOf(endpoint: Endpoint): EndpointGate {
    const id = sha256Hex(`${endpoint.baseURL}\n${endpoint.apiKeyEnv ?? ""}\n${endpoint.model}`);
    const gate = this.#gates.get(id) ?? new EndpointGate(endpoint.concurrency ?? 8);
    this.#gates.set(id, gate);
    return gate;
  }

  #bodyOf(request: ModelRequest, role: ChatRole, endpoint: Endpoint, context: CallContext): ChatRequestBody {
    const sendsSeed = endpoint.baseURL === "rehearsal" || endpoint.sendSeed === true;
    return {
      ...endpoint.extraBody,
      model: endpoint.model,
      messages: toWireMessages(request.messages),
      ...(endpoint.temperature !== undefined && { temperature: endpoint.temperature }),
      ...(endpoint.topP !== undefined && { top_p: endpoint.topP }),
      ...(endpoint.maxTokens !== undefined && { max_tokens: endpoint.maxTokens }),
      ...(sendsSeed && {
        seed: seedFrom(this.#options.settings.seed, context.sampleKey, role, request.purpose),
      }),
    };
  }
}

interface Call {
  request: ModelRequest;
  body: ChatRequestBody;
  key: string;
  line: Line;
  context: CallContext;
  journal: CallJournal;
}

/** Hash of everything that can change the answer. Images enter by their hash. */
function keyOf(request: ModelRequest, endpoint: Endpoint, body: ChatRequestBody, sampleKey: string): string {
  const { messages: _, ...parameters } = body;
  const messages = request.messages.map(({ role, content }: ChatMessage) => ({
    role,
    content:
      typeof content === "string"
        ? content
        : content.map((part) => (part.kind === "text" ? part.text : sha256Hex(part.bytes))),
  }));
  return hashOf({ baseURL: endpoint.baseURL, parameters, messages, purpose: request.purpose, sampleKey });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {
    throw stopReason(signal);
  });
}

function stopReason(signal: AbortSignal): Error {
  return signal.reason instanceof StopError
    ? signal.reason
    : new StopError("stopped", { cause: signal.reason });
}
