import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** for what several test files use: it is removed when the last of them has ended */
    sharedFolder: string;
  }
}

/** Run by vitest once, before all test files. */
export default async function provideSharedFolder(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), "curator-tests-"));
  project.provide("sharedFolder", dir);
  return () => rm(dir, { recursive: true, force: true });
}
