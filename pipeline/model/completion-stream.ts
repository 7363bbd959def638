import { checkContract } from "../contracts/validators.ts";
import { errorMessage } from "../errors.ts";
import { BadResponseError } from "./model-error.ts";

/** A streamed reply put together: what the same reply would have been in one piece, not checked yet. */
export interface AssembledCompletion {
  id?: string;
  model?: string;
  choices: {
    finish_reason: string | null;
    message: { role: "assistant"; content: string; reasoning_content: string | null; refusal: string | null };
  }[];
  usage: unknown;
}

/** Reads a stream of completion chunks to its end. Throws BadResponseError, with what had come, when it breaks off. */
export async function assembleCompletion(chunks: AsyncIterable<string>): Promise<AssembledCompletion> {
  const content: string[] = [];
  const reasoning: string[] = [];
  const refusal: string[] = [];
  const about: { id?: string; model?: string } = {};
  let finishReason: string | null = null;
  let usage: unknown = null;
  const broken = (message: string, options?: ErrorOptions): BadResponseError =>
    new BadResponseError(message, JSON.stringify({ content: content.join(""), finishReason }), options);

  for await (const data of eventData(chunks)) {
    if (data === "[DONE]") break;
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch (cause) {
      throw broken(`an event of the stream is no JSON: ${errorMessage(cause)}`, { cause });
    }
    const checked = checkContract("chat-completion-chunk", parsed);
    if (!checked.ok)
      throw broken(
        `an event of the stream is no completion chunk (${checked.problems.slice(0, 3).join("; ")})`,
      );
    const { id, model, choices = [], error } = checked.value;
    if (error !== undefined && error !== null)
      throw broken(`the stream broke off with an error: ${JSON.stringify(error).slice(0, 300)}`);
    if (id !== undefined && id !== null) about.id ??= id;
    if (model !== undefined && model !== null) about.model ??= model;
    usage = checked.value.usage ?? usage;
    const choice = choices.find(({ index = 0 }) => index === 0);
    finishReason = choice?.finish_reason ?? finishReason;
    const delta = choice?.delta;
    if (delta?.content) content.push(delta.content);
    if (delta?.refusal) refusal.push(delta.refusal);
    const thought = delta?.reasoning_content ?? delta?.reasoning;
    if (thought) reasoning.push(thought);
  }
  if (finishReason === null) throw broken("the stream ended without a finish reason");
  const message = {
    role: "assistant" as const,
    content: content.join(""),
    reasoning_content: reasoning.length === 0 ? null : reasoning.join(""),
    refusal: refusal.length === 0 ? null : refusal.join(""),
  };
  return { ...about, choices: [{ finish_reason: finishReason, message }], usage };
}

/** The data of each server-sent event. Comments, by which servers keep a connection alive, are left out. */
async function* eventData(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let pending: string[] = [];
  for await (const line of linesOf(chunks)) {
    if (line.startsWith("data:")) pending.push(line.slice(line[5] === " " ? 6 : 5));
    else if (line === "" && pending.length > 0) {
      yield pending.join("\n");
      pending = [];
    }
  }
  if (pending.length > 0) yield pending.join("\n");
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  if (rest !== "") yield rest;
}
