import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import cssColors from "color-name";
import { expect, test } from "vitest";
import { requestedColors } from "../../pipeline/instruction/requested-colors.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";
import { publishedRows, testOnPublished } from "../support/published-data.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const taxonomy = await loadTaxonomy();
const builtIn = join(import.meta.dirname, "..", "..", "data", "taxonomy");

test("Each application type has ten domains, six audiences and twelve features or more", () => {
  for (const { name, domains, audiences, features } of taxonomy.applicationTypes) {
    expect(domains.length, name).toBeGreaterThanOrEqual(10);
    expect(audiences.length, name).toBeGreaterThanOrEqual(6);
    expect(features.length, name).toBeGreaterThanOrEqual(12);
  }
});

test("Color pairs are CSS colors with a contrast of 3.5 or more, and an instruction that asks for one is understood", () => {
  const pairs = taxonomy.colorPairs.map(({ background, component }) => `${background}/${component}`);
  expect(new Set(pairs).size).toBe(pairs.length);
  for (const { background, component } of taxonomy.colorPairs) {
    expect(contrast(rgbOf(background), rgbOf(component)), `${background}/${component}`).toBeGreaterThan(3.5);
    const found = requestedColors(
      `Use ${background} for the background and ${component} for the components.`,
    );
    expect(found).toMatchObject({ background: { words: background }, component: { words: component } });
  }
});

testOnPublished("Types and categories are those published", () => {
  const rows = [...publishedRows("training"), ...publishedRows("test")];
  const types = new Set(rows.map((row): string => row.application_type));
  expect(new Set(taxonomy.applicationTypes.map(({ name }) => name))).toEqual(types);
  const primary = new Set(
    rows.map((row): string => row.Category.primary_category).filter((name) => name !== ""),
  );
  expect(new Set(taxonomy.applicationCategories.map(({ name }) => name))).toEqual(primary);
  const tests = new Set(
    rows.flatMap((row) =>
      row.ui_instruct.map(
        (test: { task_category: { primary_category: string } }) => test.task_category.primary_category,
      ),
    ),
  );
  tests.delete("");
  expect(new Set(taxonomy.testCategories.map(({ name }) => name))).toEqual(tests);
});

test("A taxonomy that is not one is refused with file and field", async () => {
  await expect(loadTaxonomy("/nowhere")).rejects.toThrow(/Taxonomy file \/nowhere\/.*cannot be read: ENOENT/);
  const folder = await temporaryFolder();
  await cp(builtIn, folder, { recursive: true });
  await writeFile(join(folder, "color-pairs.json"), JSON.stringify([{ background: "white" }]));
  await expect(loadTaxonomy(folder)).rejects.toThrow(/colorPairs\.0: "component" is missing/);
});

function rgbOf(name: string): readonly [number, number, number] {
  const rgb = cssColors[name.replaceAll(" ", "")];
  if (rgb === undefined) throw new Error(`${name} is no CSS color`);
  return rgb;
}

/** WCAG 2 contrast ratio. */
function contrast(...colors: [readonly [number, number, number], readonly [number, number, number]]): number {
  const [dark = 0, light = 0] = colors
    .map((rgb) => {
      const [r = 0, g = 0, b = 0] = rgb.map((channel) =>
        channel <= 10 ? channel / 3294.6 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
