import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";
import { grouped } from "./statistics.ts";

export function makingSection({ manifest, recipe, survey }: CardFacts): string {
  const teachers = [...new Set(survey.trajectories.map(({ teacher }) => teacher))].sort();
  const judges = [...new Set(survey.trajectories.flatMap((trajectory) => trajectory.judges))].sort();
  const facts: [string, string][] = [
    ["teacher", teachers.join(", ") || "none"],
    ["judges", judges.join(", ") || "none"],
    ["models asked for", configuredModels(manifest.config).join(", ") || "none"],
    ["prompt set", manifest.promptSet.name],
    ["recipe", recipe.recipe.name],
    ["run begun", manifest.createdAt.slice(0, 10)],
    ...Object.entries(manifest.versions).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const sources = [...survey.sources].map(
    ([source, count]) => `- ${grouped(count)} ${escapeMarkdown(source)}`,
  );
  return `## How it was made

${markdownTable(["", "what"], facts)}

Instructions:

${sources.join("\n") || "- none"}`;
}

/** The model ids of a run's configuration. Addresses stay out: they may be private. */
function configuredModels(config: object): string[] {
  const models: unknown = "models" in config ? config.models : null;
  if (models === null || typeof models !== "object") return [];
  return Object.entries(models).flatMap(([role, endpoint]: [string, unknown]) =>
    endpoint !== null && typeof endpoint === "object" && "model" in endpoint
      ? `${role}: ${String(endpoint.model)}`
      : [],
  );
}
