import { parseReply } from "../../../../pipeline/agent/reply.ts";
import type { WireMessage } from "../../../../pipeline/model/rehearsal/rehearsal-request.ts";
import type { Flaw } from "../../../../pipeline/model/rehearsal/teacher/flaws/flaw.ts";
import { drawPlan } from "../../../../pipeline/model/rehearsal/teacher/plan.ts";
import {
  type TeacherReply,
  teacherReply,
} from "../../../../pipeline/model/rehearsal/teacher/teacher-reply.ts";
import { type Finding, feedbackMessage } from "./feedback-messages.ts";

export const shop =
  "Please implement a tea shop website for selling loose tea and tea ware. The website should have functionalities for product search, product details, and order tracking. Users should be able to browse products, add them to a cart, and place orders. Use ivory for the background and teal for components.";

export function opening(instruction: string): WireMessage[] {
  return [
    { role: "system", content: "You build websites." },
    { role: "user", content: instruction },
  ];
}

/** A seed whose plan is of a kind. */
export function seedOf(course: string, instruction = shop, flaw?: Flaw): number {
  for (let seed = 1; seed < 20_000; seed++) {
    const plan = drawPlan(instruction, seed).course;
    if (plan.kind === course && (flaw === undefined || ("flaw" in plan && plan.flaw === flaw))) return seed;
  }
  throw new Error(`No seed gives ${course} ${flaw?.id ?? ""}`);
}

/** Asks again and again, each reply answered by the finding that `judge` has for the site as it then stands. */
export function rehearse(options: {
  instruction?: string;
  /** The request's seed of the first reply; later ones count on from it. */
  seed: number;
  judge: (files: ReadonlyMap<string, string>, kind: string) => Finding;
  steps: number;
}): { replies: TeacherReply[]; messages: WireMessage[]; kinds: string[]; files: Map<string, string> } {
  const instruction = options.instruction ?? shop;
  const messages = opening(instruction);
  const files = new Map<string, string>();
  const replies: TeacherReply[] = [];
  const kinds: string[] = [];
  for (let step = 0; step < options.steps && kinds.at(-1) !== "finish"; step++) {
    const answer = teacherReply({ messages, seed: options.seed + step });
    const reply = parseReply(answer.text);
    replies.push(answer);
    kinds.push(reply.kind);
    if (reply.kind === "code") for (const file of reply.files) files.set(file.path, file.content);
    messages.push(
      { role: "assistant", content: answer.text },
      { role: "user", content: feedbackMessage(options.judge(files, reply.kind), instruction) },
    );
  }
  return { replies, messages, kinds, files };
}
