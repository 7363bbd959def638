import { cardFeatures } from "../parquet/hub-features.ts";
import type { CardFacts, WrittenConfig } from "./card-facts.ts";
import { toYaml, type YamlMap } from "./yaml.ts";

/** The metadata that the Hub and the `datasets` library read from the top of a card. */
export function frontMatter({ recipe: { recipe }, survey, configs }: CardFacts): string {
  const rows = configs.flatMap(({ splits }) => splits).reduce((sum, { record }) => sum + record.rows, 0);
  const metadata = toYaml({
    license: recipe.license ?? "other",
    language: ["en"],
    pretty_name: recipe.name,
    task_categories: ["text-generation"],
    size_categories: [sizeCategory(rows)],
    tags: [
      "website-generation",
      "webgen-agent",
      "agent",
      "code",
      "trajectories",
      "sft",
      "grpo",
      ...labelTag(survey),
    ],
    configs: configs.map(dataFiles),
    dataset_info: configs.map(datasetInfo),
  });
  return `---\n${metadata}\n---`;
}

function labelTag({ label }: CardFacts["survey"]): string[] {
  return label === null ? [] : [label];
}

function dataFiles({ config, splits }: WrittenConfig, place: number): YamlMap {
  return {
    config_name: config,
    ...(place === 0 ? { default: true } : {}),
    data_files: splits.map(({ record }) => ({
      split: record.split,
      path: `${config}/${record.split}-*.parquet`,
    })),
  };
}

function datasetInfo({ config, schema, splits }: WrittenConfig): YamlMap {
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    config_name: config,
    features: cardFeatures(schema),
    splits: splits.map(({ record, arrowBytes }) => ({
      name: record.split,
      num_bytes: arrowBytes,
      num_examples: record.rows,
    })),
    download_size: sum(splits.flatMap(({ record }) => record.files.map(({ bytes }) => bytes))),
    dataset_size: sum(splits.map(({ arrowBytes }) => arrowBytes)),
  };
}

const sizeCategories: [upTo: number, name: string][] = [
  [1_000, "n<1K"],
  [10_000, "1K<n<10K"],
  [100_000, "10K<n<100K"],
  [1_000_000, "100K<n<1M"],
];

/** The Hub's name for a number of rows. */
export function sizeCategory(rows: number): string {
  return sizeCategories.find(([upTo]) => rows < upTo)?.[1] ?? "1M<n<10M";
}
