import { checkContract } from "../../pipeline/contracts/validators.ts";
import type { BesideFile } from "../../pipeline/dataset/data-files.ts";
import { cardFile, type DatasetManifest } from "../../pipeline/dataset/read-manifest.ts";
import { BugError } from "../../pipeline/errors.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import type { CardFacts } from "./card/card-facts.ts";
import { toolVersions } from "./tool-versions.ts";

/** Everything needed to rebuild a dataset and to check it. */
export function datasetManifest(
  { recipe, manifest, survey, configs, tokenizer }: CardFacts,
  { card, besideFiles }: { card: string; besideFiles: BesideFile[] },
): DatasetManifest {
  const built: DatasetManifest = {
    schema: "dataset-manifest.v1",
    name: recipe.recipe.name,
    label: survey.label,
    recipe: { name: recipe.recipe.name, hash: recipe.hash },
    run: { configHash: manifest.configHash, promptSetHash: manifest.promptSet.hash },
    toolVersions: toolVersions(),
    tokenizer: { name: tokenizer.name, exact: tokenizer.exact, hash: tokenizer.hash },
    sources: survey.trajectories.map(({ id, journalDigest }) => ({ trajectoryId: id, journalDigest })),
    instructionsDigest: survey.instructionsDigest,
    configs: configs.flatMap(({ splits }) => splits.map(({ record }) => record)),
    ...(besideFiles.length > 0 && { besideFiles }),
    card: { path: cardFile, sha256: sha256Hex(card) },
  };
  const checked = checkContract("dataset-manifest", built);
  if (!checked.ok) throw new BugError(`The manifest breaks its schema: ${checked.problems.join("; ")}`);
  return checked.value;
}
