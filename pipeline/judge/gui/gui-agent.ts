import type { PageObservation, SitePage } from "../../browser/site-page.ts";
import type { GuiTranscript } from "../../contracts/generated/gui-transcript.ts";
import type { ChatMessage, ModelReply } from "../../model/model-port.ts";
import type { PromptSet } from "../../prompts/prompt-set.ts";
import type { JudgeContext } from "../judge.ts";
import { formatAction, type GuiAction, type GuiReply, parseGuiReply } from "./action.ts";
import { formatElements } from "./observation-text.ts";
import { keepRecentScreenshots } from "./recent-screenshots.ts";
import { readVerdict } from "./verdict.ts";

type Turn = GuiTranscript["turns"][number];

/** So many screenshots stay in the agent's context, as published. */
const screenshotsShown = 3;

export interface GuiAgentOptions {
  prompts: PromptSet;
  /** Turns after which the verdict is asked for. */
  maxTurns: number;
}

/**
 * Lets the GUI agent use an open page until it answers or its turns are used up. A reply that is no action, and an
 * action that cannot be done, is told so and costs a turn.
 */
export async function runGuiAgent(
  page: SitePage,
  guiTest: string,
  { prompts, maxTurns }: GuiAgentOptions,
  context: JudgeContext,
): Promise<GuiTranscript> {
  const messages: ChatMessage[] = [{ role: "system", content: prompts.render("gui-agent-system", {}) }];
  const turns: Turn[] = [];
  const ask = (name: string): Promise<ModelReply> =>
    context.model.ask({
      role: "gui",
      purpose: `${context.purpose}/gui-agent/${name}`,
      messages: keepRecentScreenshots(messages, screenshotsShown),
    });
  const show = (observation: PageObservation, ...lead: string[]): void => {
    const result = turns.at(-1)?.result ?? "none so far: the page has just been opened.";
    const text = [...lead, observationText(observation, result, prompts)].join("\n\n");
    messages.push({
      role: "user",
      content: [
        { kind: "text", text },
        { kind: "png", bytes: observation.image },
      ],
    });
  };

  const task = prompts.render("gui-agent-task", { test: guiTest });
  for (let turn = 1; turn <= maxTurns; turn++) {
    context.signal.throwIfAborted();
    const observation = await page.observe();
    show(observation, ...(turn === 1 ? [task] : []));
    const reply = await ask(`turn-${turn}`);
    messages.push({ role: "assistant", content: reply.text });
    const read = readReply(reply);
    const outcome = await actOn(read, observation, page);
    turns.push({ ...recordTurn(turn, observation, reply, read, context), ...outcome });
    if (read.action?.kind === "answer")
      return { turns, answer: read.action.text, verdict: readVerdict(read.action.text), endedBy: "answer" };
  }
  context.signal.throwIfAborted();
  show(await page.observe(), ...(maxTurns === 0 ? [task] : []), prompts.render("gui-agent-verdict", {}));
  const reply = await ask("verdict");
  const answer = answerIn(reply.text);
  return { turns, answer, verdict: readVerdict(answer), endedBy: "turn-limit" };
}

function observationText(observation: PageObservation, result: string, prompts: PromptSet): string {
  const { url, title } = observation;
  return prompts.render("gui-agent-observation", {
    result,
    url,
    title,
    elements: formatElements(observation),
  });
}

/** A reply that was cut or withheld is no action, whatever it holds. */
function readReply(reply: ModelReply): GuiReply {
  const read = parseGuiReply(reply.text);
  switch (reply.finishReason) {
    case "stop":
      return read;
    case "length":
      return { ...read, action: null, problem: "The reply was cut at the token limit. Answer more briefly." };
    case "content-filter":
      return { ...read, action: null, problem: "The reply was withheld by a content filter." };
  }
}

async function actOn(
  { action, problem }: GuiReply,
  observation: PageObservation,
  page: SitePage,
): Promise<Pick<Turn, "result" | "ok">> {
  if (action === null) return { result: problem ?? "The reply held no action.", ok: false };
  if (action.kind === "answer") return { result: "The test has ended.", ok: true };
  const unlisted = unlistedIndex(action, observation);
  if (unlisted !== null)
    return { result: `There is no element [${unlisted}] in the latest list.`, ok: false };
  const done = await page.act(action);
  return done.ok ? { result: done.note, ok: true } : { result: done.reason, ok: false };
}

/** The number of an action's element when the latest list does not hold it. */
function unlistedIndex(action: GuiAction, { elements }: PageObservation): number | null {
  const index = "index" in action ? action.index : "target" in action ? action.target : "WINDOW";
  if (index === "WINDOW" || elements.some((element) => element.index === index)) return null;
  return index;
}

function recordTurn(
  turn: number,
  { url, title, elements, truncated, image }: PageObservation,
  reply: ModelReply,
  { thought, action }: GuiReply,
  { keep }: JudgeContext,
): Omit<Turn, "result" | "ok"> {
  return {
    turn,
    url,
    title,
    elements: elements.map(({ index, tag, text }) => ({ index, tag, text })),
    truncated,
    image: keep(image),
    reply: reply.text,
    thought,
    action: action === null ? null : formatAction(action),
    exchange: reply.exchange,
  };
}

/** The request for a verdict is answered in words or, out of habit, with an action. */
function answerIn(text: string): string {
  const { action } = parseGuiReply(text);
  return action?.kind === "answer" ? action.text : text.trim();
}
