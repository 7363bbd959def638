import type { Instruction } from "../contracts/generated/instruction.ts";
import { checkContract } from "../contracts/validators.ts";
import { sha256Hex } from "./digest.ts";
import { type EventParser, EventStore } from "./event-store.ts";
import type { StoreFence } from "./store-fence.ts";
import type { TrajectoryEvent, TrajectoryOpened } from "./trajectory.ts";

export const parseTrajectoryEvent: EventParser<TrajectoryEvent> = (event) =>
  checkContract("trajectory-event", event);

/** Id of the n-th trajectory of an instruction: readable, and changed by whatever changes the configuration's hash. */
export function trajectoryIdOf(instructionId: string, sample: number, configHash: string): string {
  return `${instructionId.slice(0, 90)}.${sample}.${sha256Hex(`${instructionId}\n${sample}\n${configHash}`).slice(0, 8)}`;
}

/** Opens a trajectory's store for writing; a new one gets its first line. */
export async function openTrajectoryStore(options: {
  dir: string;
  now: () => Date;
  instruction: Instruction;
  systemPrompt: string;
  opening: Omit<TrajectoryOpened, "event" | "instruction" | "systemPrompt" | "instructionId">;
  /** Where other processes may write the trajectory too (default: none). */
  fence?: StoreFence | undefined;
}): Promise<EventStore<TrajectoryEvent>> {
  const store = await EventStore.open<TrajectoryEvent>({
    dir: options.dir,
    parse: parseTrajectoryEvent,
    now: options.now,
    endsFirstStep: ({ event }) => event === "step-committed",
    fence: options.fence,
  });
  if (store.events.length > 0) return store;
  try {
    await store.append({
      event: "trajectory-opened",
      ...options.opening,
      instructionId: options.instruction.id,
      instruction: store.keep(options.instruction.instruction),
      systemPrompt: store.keep(options.systemPrompt),
    });
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
  return store;
}
