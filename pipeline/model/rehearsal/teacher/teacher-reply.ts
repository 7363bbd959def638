import { createRandom } from "../../../random/random.ts";
import { seedFrom } from "../../../run/digest.ts";
import type { RehearsalRequest } from "../rehearsal-request.ts";
import { readConversation } from "./conversation.ts";
import type { Manner } from "./flaws/flaw.ts";
import { artifactId } from "./move.ts";
import { nextMove } from "./next-move.ts";
import { drawPlan, type TeacherPlan } from "./plan.ts";
import { sentenceFor } from "./sentences.ts";
import { filesIn, nextState, type SiteState, stateAfter } from "./site-state.ts";
import { changedFiles, type SourceFiles } from "./source-files.ts";
import { writeArtifact } from "./write-artifact.ts";

export interface TeacherReply {
  text: string;
  finishReason: "stop" | "length";
}

const goodManner: Manner = { attributeQuote: '"', endsInLastFile: false };

/**
 * The rehearsal teacher: writes the next reply of a conversation in the boltArtifact protocol. It builds a working
 * site for any instruction, with seeded flaws that later replies mend or do not. The plan is drawn at the first reply
 * and carried in its artifact's id; all else is read from the conversation, so equal requests give equal replies.
 */
export function teacherReply(request: RehearsalRequest): TeacherReply {
  const conversation = readConversation(request.messages);
  const planSeed = conversation.planSeed ?? request.seed;
  const plan = drawPlan(conversation.instruction, planSeed);
  const random = createRandom(seedFrom("turn", request.seed));
  const move = nextMove(conversation, plan, random);
  const before = stateAfter(conversation.moves, plan);
  const sentence = sentenceFor(move, plan, before, random);
  switch (move.kind) {
    case "validate":
      return { text: `${sentence}\n\n<boltAction type="screenshot_validated"/>`, finishReason: "stop" };
    case "finish":
      return { text: `${sentence}\n\n<boltAction type="finish"/>`, finishReason: "stop" };
    default: {
      const after = nextState(before, move, plan);
      const manner = { ...goodManner, ...(after.flaw === before.flaw ? {} : after.flaw?.manner) };
      const about = { id: artifactId(planSeed, move), title: plan.site.brief.title };
      const sent = filesToSend(conversation.moves.length === 0 ? null : before, after, plan);
      return {
        text: `${sentence}\n\n${writeArtifact(about, sent, manner)}`,
        finishReason: manner.endsInLastFile ? "length" : "stop",
      };
    }
  }
}

/** All files at first; then those that change, or all of them again where none does. */
function filesToSend(before: SiteState | null, after: SiteState, plan: TeacherPlan): SourceFiles {
  const files = filesIn(after, plan);
  if (before === null) return files;
  const changed = changedFiles(filesIn(before, plan), files);
  return changed.size === 0 ? files : changed;
}
