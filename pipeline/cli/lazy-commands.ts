/**
 * The commands, each read when it is called: one needs a browser, another the Hub's client, and none all of it.
 */
function lazily<Given extends unknown[], Result>(
  load: () => Promise<(...given: Given) => Promise<Result>>,
): (...given: Given) => Promise<Result> {
  return async (...given) => (await load())(...given);
}

export const auditCommand = lazily(async () => (await import("./commands/audit.ts")).auditCommand);
export const balanceCommand = lazily(async () => (await import("./commands/balance.ts")).balanceCommand);
export const cacheCommand = lazily(async () => (await import("./commands/cache.ts")).cacheCommand);
export const diffCommand = lazily(async () => (await import("./commands/diff.ts")).diffCommand);
export const doctorCommand = lazily(async () => (await import("./commands/doctor.ts")).doctorCommand);
export const emitCommand = lazily(async () => (await import("./commands/emit.ts")).emitCommand);
export const filterCommand = lazily(async () => (await import("./commands/filter.ts")).filterCommand);
export const fsckCommand = lazily(async () => (await import("./commands/fsck.ts")).fsckCommand);
export const importCommand = lazily(async () => (await import("./commands/import.ts")).importCommand);
export const planCommand = lazily(async () => (await import("./commands/plan.ts")).planCommand);
export const pullCommand = lazily(async () => (await import("./commands/pull.ts")).pullCommand);
export const pushCommand = lazily(async () => (await import("./commands/push.ts")).pushCommand);
export const queueCommand = lazily(async () => (await import("./commands/queue.ts")).queueCommand);
export const recordCommand = lazily(async () => (await import("./commands/record.ts")).recordCommand);
export const regradeCommand = lazily(async () => (await import("./commands/regrade.ts")).regradeCommand);
export const releasesCommand = lazily(async () => (await import("./commands/releases.ts")).releasesCommand);
export const rollbackCommand = lazily(async () => (await import("./commands/rollback.ts")).rollbackCommand);
export const runCommand = lazily(async () => (await import("./commands/run.ts")).runCommand);
export const statusCommand = lazily(async () => (await import("./commands/status.ts")).statusCommand);
export const synthesizeCommand = lazily(
  async () => (await import("./commands/synthesize.ts")).synthesizeCommand,
);
export const verifyCommand = lazily(async () => (await import("./commands/verify.ts")).verifyCommand);
export const whyCommand = lazily(async () => (await import("./commands/why.ts")).whyCommand);
export const workerCommand = lazily(async () => (await import("./commands/worker.ts")).workerCommand);
