import type OpenAI from "openai";
import type { ChatCompletionResponse } from "../contracts/generated/chat-completion.ts";
import type { TokenUsage } from "../contracts/generated/node.ts";
import { checkContract } from "../contracts/validators.ts";
import { errorMessage } from "../errors.ts";
import { assembleCompletion } from "./completion-stream.ts";
import type { EndpointConnection, ResponseBody } from "./endpoint-connection.ts";
import { BadResponseError } from "./model-error.ts";
import type { FinishReason } from "./model-port.ts";

/** What one successful attempt brought. */
export interface AttemptResult {
  text: string;
  reasoning: string | null;
  finishReason: FinishReason;
  /** null when the provider does not say */
  usage: TokenUsage | null;
  model: string;
  /** Cost as the provider reported it, in US dollars; null when it does not. */
  reportedCostUsd: number | null;
  /** The response as it came, parsed; of a streamed one, what its pieces add up to. */
  response: ChatCompletionResponse;
}

export type ChatRequestBody = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** Sends one request, once. Throws what `remedyFor` classifies. */
export type SendAttempt = (
  body: ChatRequestBody,
  call: { callId: string; signal: AbortSignal },
) => Promise<AttemptResult>;

/** One guarded attempt: a response counts only when it has the shape of a completion, streamed or not. */
export function createAttempt(connection: EndpointConnection, options: { stream: boolean }): SendAttempt {
  const streaming = { stream: true, stream_options: { include_usage: true } };
  return (body, { callId, signal }) =>
    connection.post({
      path: "chat/completions",
      body: options.stream ? { ...body, ...streaming } : body,
      callId,
      signal,
      read: readResponse,
    });
}

/** Servers that cannot stream answer in one piece, whatever was asked for. */
async function readResponse({ contentType, chunks }: ResponseBody): Promise<AttemptResult> {
  if (!contentType.startsWith("text/event-stream")) return readCompletion(await wholeText(chunks));
  const assembled = await assembleCompletion(chunks);
  return checkCompletion(assembled, () => JSON.stringify(assembled));
}

export async function wholeText(chunks: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(chunks)).join("");
}

/** Reads a response body. Throws BadResponseError when it is no usable completion. */
export function readCompletion(body: string): AttemptResult {
  return checkCompletion(parseBody(body), () => body);
}

function checkCompletion(value: unknown, rawBody: () => string): AttemptResult {
  const checked = checkContract("chat-completion", value);
  if (!checked.ok)
    throw new BadResponseError(
      `not a chat completion (${checked.problems.slice(0, 3).join("; ")})`,
      rawBody(),
    );
  const response = checked.value;
  const { choices, usage } = response;
  const [choice] = choices;
  if (choice === undefined) throw new BadResponseError("no choices", rawBody());
  const { content, reasoning_content, reasoning, refusal } = choice.message;
  return {
    text: content ?? "",
    reasoning: reasoning_content || reasoning || null,
    finishReason: !content && refusal ? "content-filter" : finishReasonOf(choice.finish_reason),
    usage: usageOf(usage),
    model: response.model ?? "",
    reportedCostUsd: usage?.cost ?? null,
    response,
  };
}

function usageOf(usage: ChatCompletionResponse["usage"]): TokenUsage | null {
  if (usage?.prompt_tokens === undefined && usage?.completion_tokens === undefined) return null;
  return {
    promptTokens: usage.prompt_tokens ?? 0,
    completionTokens: usage.completion_tokens ?? 0,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? null,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? null,
  };
}

/** Throws BadResponseError when the body is no JSON. */
export function parseBody(body: string): unknown {
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
