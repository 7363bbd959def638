import { feedbackReply } from "./feedback/feedback-reply.ts";
import { guiAgentReply } from "./gui-agent/gui-agent-reply.ts";
import { type RehearsalModel, speaking } from "./server/rehearsal-reply.ts";
import { synthesisReply } from "./synthesis/synthesis-reply.ts";
import { teacherReply } from "./teacher/teacher-reply.ts";
import { visionReply } from "./vision/vision-reply.ts";

/** The built-in model of each role. */
export const rehearsalModels = {
  teacher: teacherReply,
  vision: speaking(visionReply),
  gui: speaking(guiAgentReply),
  feedback: speaking(feedbackReply),
  synthesis: speaking(synthesisReply),
} satisfies Record<string, RehearsalModel>;
