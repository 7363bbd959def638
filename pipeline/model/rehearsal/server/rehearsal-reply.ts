import type { RehearsalRequest } from "../rehearsal-request.ts";

/** What a rehearsal model answers. */
export interface RehearsalReply {
  text: string;
  finishReason: "stop" | "length";
}

/** A rehearsal model: a pure function, equal requests get equal replies. */
export type RehearsalModel = (request: RehearsalRequest) => RehearsalReply;

/** A rehearsal model that always says all it has to say. */
export function speaking(answer: (request: RehearsalRequest) => string): RehearsalModel {
  return (request) => ({ text: answer(request), finishReason: "stop" });
}
