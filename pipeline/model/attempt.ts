import OpenAI from "openai";
import { Agent, fetch as undiciFetch } from "undici";
import type { ChatCompletionResponse } from "../contracts/generated/chat-completion.ts";
import type { Endpoint } from "../contracts/generated/config.ts";
import type { TokenUsage } from "../contracts/generated/node.ts";
import { checkContract } from "../contracts/validators.ts";
import { errorMessage } from "../errors.ts";
import { BadResponseError, DeadlineError } from "./model-error.ts";
import type { FinishReason } from "./model-port.ts";

/** What one successful attempt brought. */
export interface AttemptResult {
  text: string;
  reasoning: string | null;
  finishReason: FinishReason;
  usage: TokenUsage;
  model: string;
  /** Cost as the provider reported it, in US dollars; null when it does not. */
  reportedCostUsd: number | null;
  /** The response as it came, parsed. */
  response: ChatCompletionResponse;
}

export type ChatRequestBody = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** Sends one request, once. Throws what `remedyFor` classifies. */
export type SendAttempt = (body: ChatRequestBody, signal: AbortSignal) => Promise<AttemptResult>;

/** After this long without a byte of a body that has begun, the attempt is given up. */
const idleBodyMs = 60_000;
const defaultTimeoutMs = 600_000;

/**
 * One guarded attempt against an OpenAI-compatible endpoint. The SDK's own retries and deadlines are off: its time-out
 * ends with the headers, and it takes an error page with status 200 for a success. Here the deadline lives until the
 * body has ended, and a response counts only when it has the shape of a completion.
 */
export function createAttempt(endpoint: Endpoint, options: { baseURL: string; apiKey: string }): SendAttempt {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: idleBodyMs });
  const client = new OpenAI({
    baseURL: options.baseURL,
    apiKey: options.apiKey,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    // npm's undici, not Node's own: its Agent and its fetch must be of one version
    fetch: (url, init) =>
      undiciFetch(String(url), { ...init, dispatcher } as Parameters<
        typeof undiciFetch
      >[1]) as unknown as Promise<Response>,
  });
  const timeoutMs = endpoint.timeoutMs ?? defaultTimeoutMs;
  return async (body, signal) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const response = await client.chat.completions
        .create(body, { signal: AbortSignal.any([signal, deadline]) })
        .asResponse();
      return readCompletion(await response.text());
    } catch (error) {
      if (deadline.aborted && !signal.aborted)
        throw new DeadlineError(`no reply within ${timeoutMs} ms`, { cause: error });
      throw error;
    }
  };
}

/** Reads a response body. Throws BadResponseError when it is no usable completion. */
export function readCompletion(body: string): AttemptResult {
  const checked = checkContract("chat-completion", parseBody(body));
  if (!checked.ok)
    throw new BadResponseError(`not a chat completion (${checked.problems.slice(0, 3).join("; ")})`, body);
  const response = checked.value;
  const choice = response.choices[0];
  if (choice === undefined) throw new BadResponseError("no choices", body);
  const usage = response.usage;
  return {
    text: choice.message.content ?? "",
    reasoning: choice.message.reasoning_content || null,
    finishReason: finishReasonOf(choice.finish_reason),
    usage: {
      promptTokens: usage?.prompt_tokens ?? 0,
      completionTokens: usage?.completion_tokens ?? 0,
      cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
      reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens ?? null,
    },
    model: response.model ?? "",
    reportedCostUsd: usage?.cost ?? null,
    response,
  };
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const start = body.trimStart().slice(0, 60).replaceAll(/\s+/g, " ");
    throw new BadResponseError(`${errorMessage(error)}: the body begins with ${JSON.stringify(start)}`, body);
  }
}

/** Providers name the reasons differently; only two of them change what we do. */
function finishReasonOf(reason: string): FinishReason {
  if (reason === "length" || reason === "max_tokens") return "length";
  if (reason === "content_filter" || reason === "refusal") return "content-filter";
  return "stop";
}
