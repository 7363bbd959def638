import { expect, test } from "vitest";
import { type Facets, facetsOf } from "../../pipeline/instruction/facets.ts";
import { createFamilyReader } from "../../pipeline/instruction/feature-families.ts";
import { QuotaKeeper } from "../../pipeline/instruction/quota-keeper.ts";
import { loadTaxonomy } from "../../pipeline/instruction/taxonomy.ts";

const taxonomy = await loadTaxonomy();

const facets = (changes: Partial<Facets> = {}): Facets => ({
  applicationType: "Internal Tools",
  backgroundColor: "white",
  componentColor: "navy",
  featureFamilies: ["Files", "Alerts"],
  ...changes,
});

test.each([
  [{ applicationType: 2 }, { facet: "application type", value: "Internal Tools", limit: 2 }],
  [{ backgroundColor: 2 }, { facet: "background color", value: "white", limit: 2 }],
  [{ componentColor: 1 }, { facet: "component color", value: "navy", limit: 1 }],
  [{ featureFamily: 2 }, { facet: "feature family", value: "Files", limit: 2 }],
  [{ applicationType: 3 }, null],
  [{}, null],
])("With quotas %j and two that are there, a third finds %j full", (quotas, full) => {
  const keeper = new QuotaKeeper(quotas);
  keeper.add(facets());
  keeper.add(facets());
  expect(keeper.findFull(facets())).toEqual(full);
  expect(keeper.isLimited).toBe(Object.keys(quotas).length > 0);
});

test("Other values have room; a color that is not fixed has no quota", () => {
  const keeper = new QuotaKeeper({ applicationType: 1, backgroundColor: 1, featureFamily: 1 });
  keeper.add(facets({ backgroundColor: null }));
  const other = { applicationType: "Games", featureFamilies: ["Play"] };
  expect(keeper.findFull(facets({ ...other, backgroundColor: null }))).toBeNull();
  expect(keeper.findFull(facets(other))).toBeNull();
  expect(keeper.findFull(facets({ ...other, featureFamilies: ["Play", "Alerts"] }))?.value).toBe("Alerts");
});

test("Facets are those asked for where that is known, else those of the text; a color has one name", () => {
  const familiesOf = createFamilyReader(taxonomy.featureFamilies);
  const text =
    "Please implement a forum. Users can search posts. Use Pale-Green for the background and light slate grey for the components.";
  const bare = { instruction: text, application_type: "Discussion Forums" };
  expect(facetsOf(bare, familiesOf)).toEqual({
    applicationType: "Discussion Forums",
    backgroundColor: "palegreen",
    componentColor: "lightslategray",
    featureFamilies: ["Search and Sorting", "Community"],
  });
  const specification = {
    ...{ applicationType: "Email Clients", domain: "tea", audience: "all", features: ["export a file"] },
    ...{ backgroundColor: "alice blue", componentColor: "navy" },
  };
  expect(facetsOf({ ...bare, source: { specification } }, familiesOf)).toEqual({
    applicationType: "Email Clients",
    backgroundColor: "aliceblue",
    componentColor: "navy",
    featureFamilies: ["Files"],
  });
  expect(facetsOf({ ...bare, instruction: "Make it." }, familiesOf)).toMatchObject({
    backgroundColor: null,
    componentColor: null,
    featureFamilies: [],
  });
});

test.each([
  ["filter*", "Users filter lists", true],
  ["filter*", "Users can be FILTERING", true],
  ["filter*", "an infilter", false],
  ["map", "see a map", true],
  ["map", "see all maps", false],
  ["heat map", "a heat\nmap by day", true],
  ["c++", "written in C++", false],
])("%s in %j: %s", (word, text, isFound) => {
  expect(createFamilyReader([{ name: "it", words: [word] }])(text)).toEqual(isFound ? ["it"] : []);
});

test("Every function of the taxonomy belongs to a family, and every family has some", () => {
  const familiesOf = createFamilyReader(taxonomy.featureFamilies);
  const features = taxonomy.applicationTypes.flatMap((type) => type.features);
  expect(features.filter((feature) => familiesOf(feature).length === 0)).toEqual([]);
  const found = new Set(features.flatMap(familiesOf));
  expect(found).toEqual(new Set(taxonomy.featureFamilies.map(({ name }) => name)));
});
