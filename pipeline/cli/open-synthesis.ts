import type { CallEvent } from "../contracts/generated/call-event.ts";
import { checkContract } from "../contracts/validators.ts";
import type { EmbeddingPort, ModelPort } from "../model/model-port.ts";
import { EventStore } from "../run/event-store.ts";
import { reconcileLedger } from "../run/reconcile-ledger.ts";
import type { CommandContext } from "./command-context.ts";
import type { OpenRun } from "./open-run.ts";

/** Opens the journal of the calls that write and judge instructions, does the work with them, and closes it. */
export async function withSynthesisModels<Result>(
  { settings, paths, models, ledger }: OpenRun,
  context: CommandContext,
  work: (model: ModelPort & EmbeddingPort) => Promise<Result>,
): Promise<Result> {
  await using store = await EventStore.open<CallEvent>({
    dir: paths.synthesis,
    parse: (event) => checkContract("call-event", event),
    now: context.now,
  });
  const baseURLOf = (role: keyof typeof settings.models): string => settings.models[role]?.baseURL ?? "";
  await reconcileLedger(store.events, { stage: "synthesize", trajectoryId: null, baseURLOf }, ledger);
  return await work(
    models.bind({
      store,
      stage: "synthesize",
      trajectoryId: null,
      sampleKey: "synthesis",
      signal: context.signal,
    }),
  );
}
