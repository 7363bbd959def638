import type { Settings } from "../config/settings.ts";
import type { CallReturned } from "../contracts/generated/call-event.ts";
import type { Endpoint } from "../contracts/generated/config.ts";
import { checkContract } from "../contracts/validators.ts";
import { BugError, UserError } from "../errors.ts";
import { newCallId } from "../run/call-id.ts";
import { seedFrom } from "../run/digest.ts";
import type { BlobRef } from "../run/trajectory.ts";
import { type ChatRequestBody, createAttempt } from "./attempt.ts";
import { promptBytes } from "./call-estimate.ts";
import { CallJournal, parametersOf, readExchange } from "./call-journal.ts";
import { chatKey, embeddingKey } from "./call-key.ts";
import type { Cassette, Recording } from "./cassette.ts";
import { keepEmbeddings, largestBatch, readKeptEmbeddings, sendEmbedding } from "./embedding.ts";
import { defaultPatience, type Patience } from "./endpoint-health.ts";
import { EndpointLines, type EndpointLinesOptions } from "./endpoint-line.ts";
import type {
  EmbeddingPort,
  EmbeddingRequest,
  ModelPort,
  ModelReply,
  ModelRequest,
  ModelRole,
} from "./model-port.ts";
import { type Accounts, type CallContext, enter, payCall } from "./paid-call.ts";
import type { AskedCall, RecordedCall } from "./recorded-calls.ts";
import { toWireMessages } from "./wire-format.ts";

export type { CallContext };

export interface ModelClientOptions
  extends Accounts,
    Pick<EndpointLinesOptions, "settings" | "apiKeyOf" | "rehearsalURL" | "openGate"> {
  /** How long an endpoint may fail (default: `defaultPatience`). */
  patience?: Patience;
  /** Answers calls from a recorded run; null (the default): every call is sent. */
  replay?: Replay | null;
}

export interface Replay {
  cassette: Cassette;
  /** What becomes of a call that was not recorded: an error, or a call like any other. */
  onMiss: "fail" | "send";
}

/** A port bound to the work its calls are for. */
type Bound = CallContext & { journal: CallJournal; recording: Recording | null };

/** The models of a run: one gate per endpoint, one ledger, one budget. */
export class ModelClient implements AsyncDisposable {
  readonly #options: ModelClientOptions;
  readonly #settings: Settings;
  readonly #lines: EndpointLines;

  constructor(options: ModelClientOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#lines = new EndpointLines({
      settings: options.settings,
      apiKeyOf: options.apiKeyOf,
      rehearsalURL: options.rehearsalURL,
      seen: [...options.ledger.entries],
      patience: options.patience ?? defaultPatience,
      openGate: options.openGate,
    });
  }

  /** A port whose calls are journaled in the context's store. */
  bind(context: CallContext): ModelPort & EmbeddingPort {
    const { replay = null } = this.#options;
    const whole = replay?.onMiss === "fail";
    const recording = replay?.cassette.recordingOf(context.trajectoryId, { whole }) ?? null;
    const bound: Bound = { ...context, journal: new CallJournal(context.store), recording };
    return {
      ask: (request) => this.#ask(request, bound),
      embed: (request) => this.#embed(request, bound),
    };
  }

  /** Closes the connections. Closing again does nothing. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#lines[Symbol.asyncDispose]();
  }

  async #ask(request: ModelRequest, bound: Bound): Promise<ModelReply> {
    const { role, purpose, messages } = request;
    if (role === "embedding") throw new BugError("The embedding role is asked for vectors, not for replies.");
    const endpoint = this.#settings.models[role];
    const body = this.#bodyOf(request, role, endpoint, bound.sampleKey);
    const { messages: _, ...parameters } = body;
    const key = chatKey({ endpoint, parameters, messages, purpose, sampleKey: bound.sampleKey });
    const journaled = bound.journal.find(key);
    if (journaled !== null) return journaled;

    const asked: AskedCall = { key, role, purpose, parameters: parametersOf(body), messages };
    const recorded = await this.#recorded(bound, (recording) => recording.find(asked), asked);
    if (recorded !== null) {
      const { text, reasoning, response } = recordedReply(recorded);
      const exchange = bound.journal.keepExchange(body, messages, { text, reasoning, response });
      const { finishReason, usage, model } = await this.#enterReplayed(
        recorded,
        { key, role, purpose, exchange },
        bound,
      );
      return { text, reasoning, finishReason, usage, model, exchange };
    }

    const line = this.#lines.of(role);
    const send = createAttempt(line.connection, { stream: endpoint.stream ?? role === "teacher" });
    const { result, returned } = await payCall(
      {
        line,
        key,
        purpose,
        promptBytes: promptBytes(messages),
        context: bound,
        journal: bound.journal,
        send: (call) => send(body, call),
        keep: (answer) => bound.journal.keepExchange(body, messages, answer),
      },
      this.#options,
    );
    const { finishReason, usage, model, exchange } = returned;
    return { text: result.text, reasoning: result.reasoning, finishReason, usage, model, exchange };
  }

  async #embed({ purpose, texts }: EmbeddingRequest, bound: Bound): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += largestBatch)
      vectors.push(
        ...(await this.#embedBatch(`${purpose}/${from}`, texts.slice(from, from + largestBatch), bound)),
      );
    return vectors;
  }

  async #embedBatch(purpose: string, texts: readonly string[], bound: Bound): Promise<Float32Array[]> {
    const endpoint = this.#lines.endpointOf("embedding");
    const parameters = { ...endpoint.extraBody, model: endpoint.model };
    const key = embeddingKey(endpoint, parameters, texts);
    const journaled = bound.journal.findReturned(key);
    if (journaled !== null) return readKeptEmbeddings(bound.store, journaled.exchange);
    const keep = (vectors: readonly Float32Array[]): BlobRef =>
      keepEmbeddings(
        bound.store,
        { parameters: parametersOf({ ...parameters, messages: [] }), texts },
        vectors,
      );

    const asked: AskedCall = { key, role: "embedding", purpose, parameters, messages: [] };
    const recorded = await this.#recorded(bound, (recording) => recording.findKey(key), asked);
    if (recorded !== null) {
      const vectors = readKeptEmbeddings(recorded.blobs, recorded.returned.exchange);
      await this.#enterReplayed(
        recorded,
        { key, role: "embedding", purpose, exchange: keep(vectors) },
        bound,
      );
      return vectors;
    }

    const line = this.#lines.of("embedding");
    const { result } = await payCall(
      {
        line,
        key,
        purpose,
        promptBytes: texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0),
        context: bound,
        journal: bound.journal,
        send: (call) => sendEmbedding(line.connection, { ...parameters, input: texts }, call),
        keep: (answer) => keep(answer.vectors),
      },
      this.#options,
    );
    return result.vectors;
  }

  /** What the recording answers; null when the call is to be sent. Throws UserError when it is not to be. */
  async #recorded(
    { recording, trajectoryId }: Bound,
    find: (recording: Recording) => Promise<RecordedCall | null>,
    asked: AskedCall,
  ): Promise<RecordedCall | null> {
    const { replay } = this.#options;
    if (recording === null || !replay) return null;
    const found = await find(recording);
    if (found !== null || replay.onMiss === "send") return found;
    const where = trajectoryId === null ? "the synthesis" : `trajectory ${trajectoryId}`;
    throw new UserError(
      `The recording ${replay.cassette.dir} has no answer for the ${asked.role} call ${asked.purpose} of ${where}: ${await recording.explainMiss(asked)}. ` +
        "Restore the configuration and the prompts it was recorded with, or add --live-on-miss to have such calls sent and paid.",
    );
  }

  /** Takes a recorded answer over into this run's journal and ledger, as one that cost nothing. */
  async #enterReplayed(
    { returned: recorded, match }: RecordedCall,
    call: { key: string; role: ModelRole; purpose: string; exchange: BlobRef },
    bound: Bound,
  ): Promise<CallReturned> {
    const { finishReason, usage, model } = recorded;
    const returned: CallReturned = {
      event: "call-returned",
      callId: newCallId(),
      ...call,
      model,
      finishReason,
      usage,
      costUsd: 0,
      latencyMs: 0,
      replayed: match,
    };
    await bound.journal.append(returned);
    await enter(
      { endpoint: this.#lines.endpointOf(call.role), ...call, context: bound, journal: bound.journal },
      this.#options,
      { ...returned, outcome: "answered", error: null },
    );
    return returned;
  }

  #bodyOf(
    { messages, purpose }: ModelRequest,
    role: ModelRole,
    endpoint: Endpoint,
    sampleKey: string,
  ): ChatRequestBody {
    const sendsSeed = endpoint.baseURL === "rehearsal" || endpoint.sendSeed === true;
    return {
      ...endpoint.extraBody,
      model: endpoint.model,
      messages: toWireMessages(messages),
      ...(endpoint.temperature !== undefined && { temperature: endpoint.temperature }),
      ...(endpoint.topP !== undefined && { top_p: endpoint.topP }),
      ...(endpoint.maxTokens !== undefined && { max_tokens: endpoint.maxTokens }),
      ...(sendsSeed && { seed: seedFrom(this.#settings.seed, sampleKey, role, purpose) }),
    };
  }
}

function recordedReply({ returned, blobs }: RecordedCall) {
  const exchange = readExchange(blobs, returned.exchange);
  const response = checkContract("chat-completion", exchange.response);
  return {
    text: blobs.text(exchange.text),
    reasoning: exchange.reasoning === null ? null : blobs.text(exchange.reasoning),
    // the scripted and the oldest recordings keep no response beside the text
    response: response.ok ? response.value : { choices: [] },
  };
}
