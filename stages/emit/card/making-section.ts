import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";
import { grouped } from "./statistics.ts";

export function makingSection({ manifest, recipe, survey }: CardFacts): string {
  const teachers = [...new Set(survey.trajectories.map(({ teacher }) => teacher))].sort();
  const judges = [...new Set(survey.trajectories.flatMap((trajectory) => trajectory.judges))].sort();
  const facts: [string, string][] = [
    ["teacher", teachers.join(", ") || "none"],
    ["judges", judges.join(", ") || "none"],
    ...configuredModels(manifest.config),
    ["prompt set", `${manifest.promptSet.name}, ${manifest.promptSet.hash}`],
    ["recipe", `${recipe.recipe.name}, ${recipe.hash}`],
    ["configuration", manifest.configHash],
    ["run begun", manifest.createdAt.slice(0, 10)],
    ...Object.entries(manifest.versions).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const sources = [...survey.sources].map(
    ([source, count]) => `- ${grouped(count)} ${escapeMarkdown(source)}`,
  );
  return `## How it was made

${markdownTable(["", "what"], facts)}

Instructions:

${sources.join("\n") || "- none"}

\`manifest.json\` names every source trajectory with the digest of its journal, and the hash of every file and of all rows.
The same run and recipe emit the same bytes again.`;
}

/** The model ids of a run's configuration. Addresses stay out: they may be private. */
function configuredModels(config: object): [string, string][] {
  const models: unknown = "models" in config ? config.models : null;
  if (models === null || typeof models !== "object") return [];
  return Object.entries(models).flatMap(([role, endpoint]: [string, unknown]): [string, string][] =>
    endpoint !== null && typeof endpoint === "object" && "model" in endpoint
      ? [[`${role} model asked for`, String(endpoint.model)]]
      : [],
  );
}
