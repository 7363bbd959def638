import type { Funnel } from "../contracts/generated/funnel.ts";
import type { Verdict } from "../contracts/generated/verdict.ts";
import { namesIn } from "../run/names-in.ts";
import type { RunPaths } from "../run/run-paths.ts";
import type { Findings } from "./findings.ts";

/** Verdicts and funnel of every recipe: each by its schema, and both by each other. */
export async function checkFilterResults(
  paths: RunPaths,
  ids: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  for (const recipe of await namesIn(paths.filters)) {
    const subject = `filter/${recipe}`;
    const verdicts = await findings.records(`${subject}/verdicts.jsonl`, paths.verdicts(recipe), "verdict");
    const funnel = await findings.record(`${subject}/funnel.json`, paths.funnel(recipe), "funnel");
    if (verdicts === null) continue;
    findings.add(`${subject}/verdicts.jsonl`, verdictProblems(verdicts, ids));
    if (funnel !== null) findings.add(`${subject}/funnel.json`, funnelProblems(funnel, verdicts, recipe));
  }
}

function verdictProblems(verdicts: readonly Verdict[], ids: ReadonlySet<string>): string[] {
  const judged = new Set<string>();
  return verdicts.flatMap(({ trajectoryId, kept, rules, selection }) => {
    const problems: string[] = [];
    if (!ids.has(trajectoryId)) problems.push(`it judges ${trajectoryId}, which is not there`);
    if (judged.has(trajectoryId)) problems.push(`it judges ${trajectoryId} twice`);
    judged.add(trajectoryId);
    const passes =
      rules.every(({ outcome }) => outcome === "pass" || outcome === "unmeasured-allowed") &&
      selection.every(({ outcome }) => outcome === "pass");
    if (kept !== passes)
      problems.push(`${trajectoryId} is ${kept ? "kept" : "rejected"}, its rules say otherwise`);
    return problems;
  });
}

function funnelProblems(funnel: Funnel, verdicts: readonly Verdict[], recipe: string): string[] {
  const problems: string[] = [];
  if (funnel.recipe !== recipe) problems.push(`it is that of the recipe ${funnel.recipe}`);
  const kept = verdicts.filter((verdict) => verdict.kept).length;
  const counted = { sealed: verdicts.length, kept, rejected: verdicts.length - kept };
  for (const name of ["sealed", "kept", "rejected"] as const)
    if (funnel[name] !== counted[name])
      problems.push(`${funnel[name]} ${name}, the verdicts say ${counted[name]}`);
  return problems;
}
