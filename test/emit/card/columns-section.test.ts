import { expect, it } from "vitest";
import { columnWords } from "../../../stages/emit/card/columns-section.ts";
import { preferencesSchema } from "../../../stages/emit/configs/preferences.ts";
import { rejectedSchema } from "../../../stages/emit/configs/rejected.ts";
import { screenshotsSchema } from "../../../stages/emit/configs/screenshots.ts";
import { stepsSchema } from "../../../stages/emit/configs/steps.ts";

it("has words for every column of every configuration, and for no other", () => {
  const schemas = [rejectedSchema, stepsSchema, preferencesSchema, screenshotsSchema];
  const columns = new Set(schemas.flatMap(({ fields }) => fields.map(({ name }) => name)));
  expect(Object.keys(columnWords).sort()).toEqual([...columns].sort());
});
