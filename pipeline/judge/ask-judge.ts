import type { BlobRef } from "../contracts/generated/node.ts";
import type { ChatMessage, ModelReply, ModelRole } from "../model/model-port.ts";
import type { PromptSet } from "../prompts/prompt-set.ts";
import type { JudgeContext } from "./judge.ts";
import type { Reading } from "./reading.ts";

/** Characters. No answer that is asked for comes near it; a longer one is a model that does not stop. */
const longestAnswer = 50_000;

export interface JudgeQuestion<T> {
  role: ModelRole;
  /** What is asked, as a part of the call's purpose: `screenshot-grade`. */
  name: string;
  /** The prompt, filled in, with its image where it has one. */
  content: ChatMessage["content"];
  /** Reads a usable answer, or says what is wrong with it. */
  read(answer: string): Reading<T>;
}

/** What came of a question: the last answer, and every one that led there. */
export interface JudgeAnswer<T> {
  /** null when no answer was usable */
  value: T | null;
  /** Model id as the provider reported it. */
  model: string;
  exchange: BlobRef;
  /** Exchanges of the answers that could not be used, oldest first. */
  unusable: BlobRef[];
}

/**
 * Asks a judge until its answer can be used, at most `maxAsks` times; each time it is told what was wrong. Every ask
 * has a purpose of its own, `<purpose>/<name>/2`, so that it is paid for and journaled by itself.
 */
export async function askJudge<T>(
  question: JudgeQuestion<T>,
  { prompts, maxAsks }: { prompts: PromptSet; maxAsks: number },
  { model, purpose, signal }: JudgeContext,
): Promise<JudgeAnswer<T>> {
  const { role, name } = question;
  const messages: ChatMessage[] = [{ role: "user", content: question.content }];
  const unusable: BlobRef[] = [];
  for (let ask = 1; ; ask++) {
    signal.throwIfAborted();
    const reply = await model.ask({ role, purpose: `${purpose}/${name}/${ask}`, messages: [...messages] });
    const reading = readReply(reply, question);
    const about = { model: reply.model, exchange: reply.exchange, unusable };
    if (reading.ok) return { ...about, value: reading.value };
    unusable.push(reply.exchange);
    if (ask >= maxAsks) return { ...about, value: null };
    messages.push(
      { role: "assistant", content: reply.text.trim() === "" ? "(no answer)" : reply.text },
      { role: "user", content: prompts.render("judge-retry", { problem: reading.problem }) },
    );
  }
}

/** An answer that was cut or withheld is not used, even where a part of it can be read. */
function readReply<T>(reply: ModelReply, { read }: JudgeQuestion<T>): Reading<T> {
  if (reply.finishReason === "length") return { ok: false, problem: "it was cut at the token limit." };
  if (reply.finishReason === "content-filter")
    return { ok: false, problem: "it was withheld by a content filter." };
  if (reply.text.trim() === "") return { ok: false, problem: "it was empty." };
  if (reply.text.length > longestAnswer)
    return { ok: false, problem: `it has more than ${longestAnswer} characters.` };
  return read(reply.text);
}
