import { dataFiles } from "../../../pipeline/dataset/data-files.ts";
import type { LocalDataset } from "../local-dataset.ts";
import type { GateFinding } from "./gate.ts";

/** What the Hub and its users need of a card's head. */
const neededKeys = ["license", "language", "task_categories", "size_categories", "configs", "dataset_info"];

/** The gates that look at the card and the manifest alone. */
export function checkCard({ card, manifest }: LocalDataset): GateFinding[] {
  const { keys, text: head } = frontMatterOf(card);
  const license = /^license: *"?([^"\n]*)"?/m.exec(head)?.[1] ?? "";
  return [
    ...(manifest.label === "rehearsal" ? [rehearsalFinding] : []),
    ...(license === "" || (license === "other" && !keys.has("license_name")) ? [licenceFinding] : []),
    ...(hasSection(card, /licen[cs]e|terms/i) ? [] : [termsFinding]),
    ...(hasSection(card, /contamination/i) ? [] : [contaminationFinding]),
    ...neededKeys.filter((key) => !keys.has(key)).map((key) => cardFinding(`its head lacks "${key}"`)),
    ...unlistedConfigs(head, manifest).map((config) =>
      cardFinding(`its head does not list configuration ${config}`),
    ),
    ...missingPictures(card, manifest).map((path) =>
      cardFinding(`it shows ${path}, which is not of the dataset`),
    ),
    ...(/\bTODO\b|\[More Information Needed\]/i.test(card) ? [cardFinding("it holds a placeholder")] : []),
  ];
}

const rehearsalFinding: GateFinding = {
  gate: "rehearsal",
  problem: "the dataset was written or graded by rehearsal models: it is not for training",
  remedy: "Record a run with real models",
  acceptable: true,
};

const licenceFinding: GateFinding = {
  gate: "licence",
  problem: "the card states no licence that users could go by",
  remedy: 'Set "license" in the recipe, as the Hub names licences, and emit again',
  acceptable: true,
};

const termsFinding: GateFinding = {
  gate: "model-terms",
  problem: "the card does not say under which terms the teacher's replies may be trained on",
  remedy: "Check the terms of the models that the card names",
  acceptable: true,
};

const contaminationFinding: GateFinding = {
  gate: "contamination",
  problem: "the card holds no contamination report: its instructions may be those of a test set",
  remedy: "Import with --decontaminate, or state the nearest test instructions in the card",
  acceptable: true,
};

function cardFinding(problem: string): GateFinding {
  return {
    gate: "card",
    problem: `README.md: ${problem}`,
    remedy: "Emit the dataset again",
    acceptable: false,
  };
}

function frontMatterOf(card: string): { keys: Set<string>; text: string } {
  const text = /^---\n([\s\S]*?)\n---\n/.exec(card)?.[1] ?? "";
  const keys = text.split("\n").flatMap((line) => /^([a-z_]+):/.exec(line)?.[1] ?? []);
  return { keys: new Set(keys), text };
}

function hasSection(card: string, title: RegExp): boolean {
  return card.split("\n").some((line) => /^#{2,} /.test(line) && title.test(line));
}

/** Pictures that the card shows from beside itself and that the release would not hold. */
function missingPictures(card: string, manifest: LocalDataset["manifest"]): string[] {
  const own = new Set(dataFiles(manifest).map(({ path }) => path));
  const shown = [...card.matchAll(/!\[[^\]]*\]\(([^)\s]+)[^)]*\)|<img\b[^>]*?\bsrc="([^"]+)"/g)];
  const paths = shown.map(([, inMarkdown, inHtml]) => (inMarkdown ?? inHtml ?? "").replace(/^\.\//, ""));
  return [...new Set(paths)].filter((path) => !/^(?:[a-z]+:|\/\/|#)/i.test(path) && !own.has(path));
}

function unlistedConfigs(head: string, { configs }: LocalDataset["manifest"]): string[] {
  const listed = new Set([...head.matchAll(/config_name: *"?([\w.-]+)"?/g)].map(([, name]) => name));
  return [...new Set(configs.map(({ config }) => config))].filter((config) => !listed.has(config));
}
