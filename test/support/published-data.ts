import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";

const folder = join(import.meta.dirname, "..", "..", "..", "shared", "data");

/** Paths of the published files, which are never part of the repository: they may stand in `../shared/data` beside it. */
export const publishedFiles = {
  training: join(folder, "webgen-agent_train_step-grpo.jsonl"),
  test: join(folder, "webgen-bench-test.jsonl"),
} as const;

/** A row as published; only what tests read is typed. */
export interface PublishedRow {
  id: string;
  instruction: string;
  Category: { primary_category: string; subcategories: string[] };
  application_type: string;
  ui_instruct: { task_category: { primary_category: string; subcategories: string[] } }[];
}

/** The rows of one file: 501 for training, 101 for the test. */
export function publishedRows(file: keyof typeof publishedFiles): PublishedRow[] {
  return readFileSync(publishedFiles[file], "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** A test on the published files. Where they are absent it is skipped, and says so. */
export function testOnPublished(name: string, work: () => void | Promise<void>, timeoutMs = 60_000): void {
  const absent = Object.values(publishedFiles).filter((path) => !existsSync(path));
  if (absent.length > 0) console.warn(`SKIPPED, as ${absent.join(" and ")} cannot be read: ${name}`);
  test.skipIf(absent.length > 0)(name, work, timeoutMs);
}
