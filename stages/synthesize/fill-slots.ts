import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import type { Instruction } from "../../pipeline/contracts/generated/instruction.ts";
import { errorMessage, ItemError } from "../../pipeline/errors.ts";
import type { Decontamination } from "../../pipeline/instruction/decontamination.ts";
import type { Facets } from "../../pipeline/instruction/facets.ts";
import type { InstructionShape } from "../../pipeline/instruction/instruction-shape.ts";
import type { Draw } from "../../pipeline/instruction/specification-sampler.ts";
import type { ModelPort } from "../../pipeline/model/model-port.ts";
import type { PromptSet } from "../../pipeline/prompts/prompt-set.ts";
import { draftInstruction } from "./draft-instruction.ts";
import { DraftQueue, type DraftResult } from "./draft-queue.ts";
import type { InstructionDoor } from "./instruction-door.ts";

/** One candidate, and the instruction it became when it was kept. */
export interface SynthesisOutcome {
  candidate: Candidate;
  instruction: Instruction | null;
}

/** What a draw asks a model for. */
export interface Proposal {
  id: string;
  applicationType: string;
  facets: Facets;
  /** The prompt, rendered. */
  request: string;
  shape: InstructionShape;
  /** Unique in the run. */
  purpose: string;
  /** Of the instruction it may become; `from` will be the model. */
  source: Omit<Candidate["source"], "from">;
}

export interface FillSlotsOptions {
  /** Places to be filled, each with one instruction. */
  slots: readonly number[];
  propose(draw: Draw): Proposal;
  model: ModelPort;
  prompts: Pick<PromptSet, "render">;
  door: InstructionDoor;
  decontamination: Decontamination | null;
  /** Candidates being drafted at once. The result does not depend on it. */
  concurrency: number;
  /** Replies asked for per candidate. */
  maxAsks: number;
  /** Candidates asked for per slot. */
  maxAttempts: number;
  /** Draws per slot: those for which there is no room are passed over, without a model's being asked. */
  maxDraws: number;
  signal: AbortSignal;
}

/**
 * Fills each slot by the first of its candidates that has the shape of an instruction and is let in, and yields what
 * became of every candidate, in an order that depends on the replies alone. A slot whose attempts are used up stays empty.
 * Throws StopError, UserError, ParkError as the port does, and InfrastructureError when the model does not answer.
 */
export async function* fillSlots(options: FillSlotsOptions): AsyncGenerator<SynthesisOutcome> {
  const { door, propose } = options;
  await using queue = new DraftQueue({
    concurrency: options.concurrency,
    signal: options.signal,
    make: (draw) => {
      const { request, shape, purpose } = propose(draw);
      const { model, prompts, maxAsks } = options;
      return draftInstruction({ model, prompts, request, shape, maxAsks, purpose });
    },
  });
  const hasRoom = (draw: Draw): boolean => !door.isLimited || door.hasRoomFor(propose(draw).facets);
  // asked for ahead of time; those that find the room taken by then are never looked at
  const firstDrafts = options.slots.map((slot) => {
    const draw = nextDraw({ slot, attempt: 0 }, options.maxDraws, hasRoom);
    return { slot, ahead: draw && { draw, result: queue.draft(draw, { urgent: false }) } };
  });
  for (const { slot, ahead } of firstDrafts) {
    let draw = nextDraw({ slot, attempt: 0 }, options.maxDraws, hasRoom);
    for (let asked = 0; draw !== null && asked < options.maxAttempts; asked++) {
      const isAhead = ahead?.draw.attempt === draw.attempt;
      const result = await (isAhead ? ahead.result : queue.draft(draw, { urgent: true }));
      if (result.kind === "halted") throw result.error;
      const candidate = await judgeDraft(propose(draw), result, options);
      const isKept = candidate.outcome === "kept";
      yield { candidate, instruction: isKept ? toInstruction(candidate) : null };
      draw = isKept ? null : nextDraw({ slot, attempt: draw.attempt + 1 }, options.maxDraws, hasRoom);
    }
  }
}

/** This draw of a slot or the first later one that there is room for. */
function nextDraw(from: Draw, maxDraws: number, hasRoom: (draw: Draw) => boolean): Draw | null {
  for (let { attempt } = from; attempt < maxDraws; attempt++) {
    const draw = { slot: from.slot, attempt };
    if (hasRoom(draw)) return draw;
  }
  return null;
}

async function judgeDraft(
  { id, applicationType, facets, source }: Proposal,
  result: Exclude<DraftResult, { kind: "halted" }>,
  { door, decontamination }: Pick<FillSlotsOptions, "door" | "decontamination">,
): Promise<Candidate> {
  const candidateOf = (
    { text, model }: { text: string; model: string },
    outcome: Pick<Candidate, "outcome" | "reason" | "detail" | "evidence">,
  ): Candidate => ({
    id,
    instruction: text,
    application_type: applicationType,
    ...outcome,
    source: { from: model, ...source },
  });
  if (result.kind === "failed") {
    const reason = result.error instanceof ItemError ? result.error.reason : "model-did-not-answer";
    const detail = errorMessage(result.error);
    return candidateOf({ text: "", model: "" }, { outcome: "failed", reason, detail });
  }
  const { draft } = result;
  const { text, problem, mended } = draft;
  if (problem !== null)
    return candidateOf(draft, {
      outcome: "dropped",
      reason: problem.reason,
      detail: `reply ${mended.length + 1}: ${problem.detail}`,
    });
  const [contamination = []] = (await decontamination?.find([text])) ?? [];
  const admission = door.ask({ id, instruction: text, facets }, contamination);
  const isMended = admission.outcome === "kept" && mended.length > 0;
  return candidateOf(draft, {
    ...admission,
    ...(isMended && { detail: `reply ${mended.length + 1}, after ${mended.join(", ")}` }),
  });
}

function toInstruction({ id, instruction, application_type, source }: Candidate): Instruction {
  return {
    id,
    instruction,
    // as in the published training set: no category was judged and no test cases were written
    Category: { primary_category: "", subcategories: [""] },
    application_type,
    ui_instruct: [],
    source,
  };
}
