import { checkRun } from "../../../../pipeline/fsck/check-run.ts";
import type { Evidence } from "./evidence.ts";

/** What `curate fsck` finds. */
export async function fsckFindings({ paths }: Pick<Evidence, "paths">): Promise<string[]> {
  const { findings } = await checkRun({
    ...{ dir: paths.dir, repair: false },
    now: () => new Date(0),
    baseURLOf: () => paths.dir,
  });
  return findings.map(({ subject, problem }) => `${subject}: ${problem}`);
}
